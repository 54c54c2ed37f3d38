// One account whose questions this computer is to answer, or no longer.
import { asFailure, core } from "$core";
import type { AccountView, Failure } from "$bindings";
import { accounts, serverName } from "$features/accounts/accounts.svelte";
import { words } from "$words";
import { notices } from "$window/notices.svelte";
import { approvals } from "./approvals.svelte";

/** Codes that a server gave with an enrolment, to whoever has no other way in. */
export type FreshCodes = { server: string; codes: string[] };

class Enrolling {
  /** The account that is asked about, and what it is asked. */
  asked = $state.raw<{ id: string; what: "use" | "leave" } | null>(null);
  name = $state("");
  busy = $state(false);
  /** The server wants a fresh second factor first. */
  stale = $state(false);
  failure = $state.raw<Failure | null>(null);
  /** Until the person says that they have written them down. */
  fresh = $state.raw<FreshCodes | null>(null);

  async ask(id: string, what: "use" | "leave") {
    this.asked = { id, what };
    this.failure = null;
    this.stale = false;
    if (what === "leave" || this.name !== "") return;
    try {
      this.name = await core.suggestDeviceName();
    } catch {
      // The person finds a name.
    }
  }

  stop() {
    this.asked = null;
    this.failure = null;
    this.stale = false;
  }

  use(account: AccountView): Promise<void> {
    return this.#run(async () => {
      const { recoveryCodes: codes } = await core.enrolDevice(account.id, this.name.trim());
      const server = serverName(account.issuer);
      if (codes.length > 0) this.fresh = { server, codes };
      notices.say(words.approvals.enrol.done(server));
    });
  }

  leave(account: AccountView): Promise<void> {
    return this.#run(async () => {
      await core.leaveDevice(account.id);
      notices.say(words.approvals.enrol.left(serverName(account.issuer)));
    });
  }

  /** Signs in again in the browser, and goes on by itself. */
  async signInAgain(account: AccountView): Promise<void> {
    await accounts.carry({ id: account.id, what: "waiting", issuer: account.issuer }, async () => {
      accounts.place(await core.signInAgain(account.id));
      this.stale = false;
    });
    if (this.stale || this.asked?.id !== account.id) return;
    await (this.asked.what === "use" ? this.use(account) : this.leave(account));
  }

  async #run(act: () => Promise<void>) {
    if (this.busy) return;
    this.busy = true;
    this.failure = null;
    try {
      await act();
      this.stop();
    } catch (thrown) {
      const failure = asFailure(thrown);
      this.stale = failure.code === "freshFactorNeeded";
      if (!this.stale) this.failure = failure;
    } finally {
      this.busy = false;
    }
    await approvals.load();
  }
}

export const enrolling = new Enrolling();

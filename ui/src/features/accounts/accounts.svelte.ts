// The servers the person is signed in to.
import { asFailure, core, events } from "$core";
import type { AccountView, Failure } from "$bindings";
import { words } from "$words";
import { notices } from "$window/notices.svelte";

/** What is under way, and for whom: `null` is a server that is not in the list yet. */
export type Doing = { id: string | null; what: "checking" | "waiting"; issuer: string };

class Accounts {
  list = $state.raw<AccountView[]>([]);
  loaded = $state(false);
  failure = $state.raw<Failure | null>(null);
  /** Whether the form for a new server is open, and what is typed in it. */
  adding = $state(false);
  typed = $state("");
  doing = $state.raw<Doing | null>(null);
  refused = $state.raw<{ id: string | null; failure: Failure } | null>(null);

  async load(): Promise<void> {
    try {
      this.list = await core.listAccounts();
      this.failure = null;
    } catch (thrown) {
      this.failure = asFailure(thrown);
    }
    this.loaded = true;
  }

  /** Signs in to a new server. The waiting goes on when the page is left. */
  signIn(issuer: string): Promise<void> {
    return this.carry({ id: null, what: "waiting", issuer }, async () => {
      const account = await core.signIn(issuer);
      this.place(account);
      this.typed = "";
      this.adding = false;
      notices.say(words.accounts.signedIn(account.name ?? account.subject));
    });
  }

  /** Asks the server how the account fares. */
  check(account: AccountView): Promise<void> {
    return this.carry({ id: account.id, what: "checking", issuer: account.issuer }, async () =>
      this.place(await core.refreshAccount(account.id)),
    );
  }

  /** Does one thing at a time; what went wrong is kept beside whom it was about. */
  async carry(doing: Doing, run: () => Promise<void>): Promise<void> {
    if (this.doing) return;
    this.doing = doing;
    this.refused = null;
    try {
      await run();
    } catch (thrown) {
      const failure = asFailure(thrown);
      // The person stopped it; there is nothing to explain.
      if (failure.code !== "signInCancelled") this.refused = { id: doing.id, failure };
    } finally {
      this.doing = null;
    }
  }

  /** Stops waiting for the browser. */
  stop() {
    if (this.doing?.what === "waiting") void core.cancelSignIn().catch(() => {});
  }

  place(account: AccountView) {
    const known = this.list.some((one) => one.id === account.id);
    this.list = known
      ? this.list.map((one) => (one.id === account.id ? account : one))
      : [...this.list, account];
  }

  follow(): () => void {
    const listening = events.accountsChanged.listen(() => void this.load());
    return () => void listening.then((stop) => stop());
  }
}

export const accounts = new Accounts();

/** The host of an issuer, as people say it. */
export function serverName(issuer: string): string {
  try {
    // eslint-disable-next-line svelte/prefer-svelte-reactivity -- read once, never changed
    return new URL(issuer).host;
  } catch {
    return issuer;
  }
}

/** The address a person typed, as an issuer: a bare host means https, loopback http stays as typed. */
export function issuerOf(typed: string): string {
  const text = typed.trim();
  return text === "" || /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
}

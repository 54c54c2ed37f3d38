// The push tokens that this computer answers for, and the one that is being added.
import { asFailure, core, events } from "$core";
import type { Failure, FoundQrView, PushTokenView, QrSource } from "$bindings";
import { vault } from "$features/vault/vault.svelte";
import { words } from "$words";
import { navigation } from "$window/navigation.svelte";
import { notices } from "$window/notices.svelte";
import { tokenName } from "./naming";

/** Where a new token comes from: a link, or what a picture held. */
export type Origin = { link: string } | { handle: number };

/** What adding begins with. */
export type Begun = { link?: string; found?: FoundQrView };

class Pushes {
  list = $state.raw<PushTokenView[]>([]);
  loaded = $state(false);
  failure = $state.raw<Failure | null>(null);
  /** The token that is asked about. */
  leaving = $state<string | null>(null);
  /** Whether the panel that adds one is open. */
  adding = $state(false);
  link = $state("");
  found = $state.raw<FoundQrView | null>(null);
  /** The kind of picture that is being read. */
  reading = $state<QrSource["kind"] | null>(null);
  busy = $state(false);
  /** Why the last one was not added, or not removed. */
  refused = $state.raw<Failure | null>(null);
  /** What is added only when the person insists. */
  unsafe = $state.raw<Origin | null>(null);

  async load(): Promise<void> {
    try {
      this.list = await core.listPushTokens();
      this.failure = null;
    } catch (thrown) {
      this.failure = asFailure(thrown);
    }
    this.loaded = true;
  }

  /** Opens the panel, from wherever one is. */
  begin({ link = "", found }: Begun = {}) {
    navigation.go("approvals");
    this.clear();
    Object.assign(this, { adding: true, link, found: found ?? null });
  }

  /** Puts the panel away. */
  stop() {
    this.clear();
    Object.assign(this, { adding: false, link: "", found: null });
  }

  /** Goes back to where a link or a picture is given. */
  again() {
    this.clear();
    this.found = null;
  }

  /** Forgets why the last one was not added. */
  clear() {
    this.refused = null;
    this.unsafe = null;
  }

  async read(source: QrSource): Promise<void> {
    if (this.reading) return;
    this.again();
    this.reading = source.kind;
    try {
      this.found = await core.findQr(source);
    } catch (thrown) {
      this.refused = asFailure(thrown);
    } finally {
      this.reading = null;
    }
  }

  /** Makes the key and tells the server, which takes a few seconds. */
  async add(origin: Origin, insist = false): Promise<void> {
    if (this.busy) return;
    this.clear();
    this.busy = true;
    try {
      const token =
        "link" in origin
          ? await core.addPushToken(origin.link, insist)
          : await core.addFoundPush(origin.handle, insist);
      this.list = [...this.list.filter((one) => one.id !== token.id), token];
      notices.say(words.push.add.added(tokenName(token)));
      this.stop();
    } catch (thrown) {
      const failure = asFailure(thrown);
      this.refused = failure;
      if (failure.code === "needsInsisting" && !insist) this.unsafe = origin;
    } finally {
      this.busy = false;
    }
  }

  async remove(token: PushTokenView): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.refused = null;
    try {
      await core.removePushToken(token.id);
      this.leaving = null;
      notices.say(words.push.tokens.removed(tokenName(token)));
    } catch (thrown) {
      this.refused = asFailure(thrown);
    } finally {
      this.busy = false;
    }
    await this.load();
  }

  /** Asks whether one is to be removed, or no longer. */
  ask(id: string | null) {
    this.leaving = id;
    this.refused = null;
  }

  /** Follows what another program changes, and pictures that are dropped. Returns the way to stop. */
  follow(): () => void {
    const listening = [
      events.entriesChanged.listen(() => void this.load()),
      events.qrDropped.listen(({ payload }) => this.#dropped(payload)),
    ];
    return () => listening.forEach((one) => void one.then((stop) => stop()));
  }

  /** As when the window begins. */
  forget() {
    this.stop();
    Object.assign(this, { list: [], loaded: false, failure: null, leaving: null, reading: null });
  }

  #dropped({ found, failure }: { found: FoundQrView | null; failure: Failure | null }) {
    if (!vault.unlocked) return;
    this.begin({ found: found ?? undefined });
    this.refused = failure;
  }
}

export const pushes = new Pushes();

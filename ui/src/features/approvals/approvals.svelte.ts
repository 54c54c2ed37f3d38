// What waits for the person's answer, and what became of what no longer waits.
import { asFailure, core, events } from "$core";
import type {
  ApprovalView,
  ApprovalsView,
  Failure,
  FailureCode,
  NotMeView,
  PushReason,
  PushView,
  StreamState,
} from "$bindings";
import { bringsUnlockScreen, vault } from "$features/vault/vault.svelte";
import { words } from "$words";
import { navigation } from "$window/navigation.svelte";
import { notices } from "$window/notices.svelte";
import { ticker } from "$window/ticker.svelte";
import { isPush, serverOf, whoOf, type Question } from "./naming";
import { outcomeText, type Outcome } from "./outcome";

/** What the core and the server did after "this was not me". */
export type Report = { card: ApprovalView; done: NotMeView };

/** What the page that asks wants typed, now that its question was approved. */
export type Handed = { card: PushView; code: string; message: string | null };

/** How long it is said what became of a card, and what to do when somebody else began it. */
const outcomeMs = 8000;
const adviceMs = 30_000;

/** Answered elsewhere and out of time look alike when the server takes a card back in its last second. */
const lastMomentMs = 1500;

const nothing = (): ApprovalsView => ({
  cards: [],
  pushes: [],
  waiting: 0,
  burst: null,
  mutedUntilMs: null,
  streams: [],
});

class Approvals {
  #chosen = $state<string | null>(null);
  view = $state.raw<ApprovalsView>(nothing());
  loaded = $state(false);
  failure = $state.raw<Failure | null>(null);
  outcome = $state.raw<Outcome | null>(null);
  report = $state.raw<Report | null>(null);
  handed = $state.raw<Handed | null>(null);
  /** What is read aloud when a card arrives or ends; a new one each time, also with the same words. */
  said = $state.raw({ text: "" });

  /** Those that can still be answered, first the one that has the least time left. */
  open: Question[] = $derived(
    [...this.view.cards, ...this.view.pushes]
      .filter((card) => card.expiresAtMs > ticker.nowMs)
      .sort((one, other) => one.expiresAtMs - other.expiresAtMs),
  );
  /** The one that is shown. It stays while others come and go. */
  current: Question | null = $derived(
    this.open.find((card) => card.id === this.#chosen) ?? this.open[0] ?? null,
  );
  /** How many wait for an answer; those of a burst are not to be answered before it was read. */
  waiting = $derived(this.view.burst ? this.view.waiting : this.open.length);
  mutedUntilMs = $derived(
    this.view.mutedUntilMs !== null && this.view.mutedUntilMs > ticker.nowMs ? this.view.mutedUntilMs : null,
  );

  /** What the person answers here, so that its going is no news. */
  #answered = new Set<string>();
  #known = new Set<string>();
  #shown: Question | null = null;
  #forgetting: ReturnType<typeof setTimeout> | undefined;

  async load(): Promise<void> {
    try {
      this.view = await core.listApprovals();
      this.failure = null;
    } catch (thrown) {
      this.failure = asFailure(thrown);
    }
    this.loaded = true;
    this.#announce();
    this.settle();
  }

  /** Notices what is gone. Called with every second too, since time runs out by itself. */
  settle() {
    const shown = this.#shown;
    // Those of push tokens are not asked for while the vault is locked, and come back with it.
    const paused = this.view.burst !== null || (shown !== null && isPush(shown) && !vault.unlocked);
    if (
      shown &&
      !paused &&
      !this.#answered.has(shown.id) &&
      !this.open.some((card) => card.id === shown.id)
    ) {
      const late = shown.expiresAtMs - Date.now() < lastMomentMs;
      this.#end(shown, late ? "expired" : "elsewhere");
    }
    this.#shown = this.current;
    this.#chosen = this.current?.id ?? null;
  }

  /** Turns to the next of several. */
  next() {
    const at = this.open.findIndex((card) => card.id === this.current?.id);
    const next = this.open[(at + 1) % this.open.length];
    if (next) this.#choose(next.id);
  }

  #choose(id: string) {
    if (!this.open.some((card) => card.id === id)) return;
    this.#chosen = id;
    this.#shown = this.current;
  }

  approve(card: ApprovalView, digits: string): Promise<void> {
    return this.#answer(card, async () => {
      await core.approve(card.accountId, card.id, digits);
      this.#end(card, "approved");
    });
  }

  deny(card: ApprovalView): Promise<void> {
    return this.#answer(card, async () => {
      await core.deny(card.accountId, card.id);
      this.#end(card, "denied");
    });
  }

  notMe(card: ApprovalView): Promise<void> {
    return this.#answer(card, async () => {
      const done = await core.denyNotMe(card.accountId, card.id);
      this.report = { card, done };
      this.outcome = null;
      // It may still be open, and be pressed again.
      if (!done.denied) this.#answered.delete(card.id);
    });
  }

  acceptPush(card: PushView, choice: string | null): Promise<void> {
    return this.#answer(card, async () => {
      const { code, message } = await core.acceptPush(card.id, choice);
      this.#end(card, "approved");
      if (code === null) return;
      this.handed = { card, code, message };
      this.outcome = null;
    });
  }

  declinePush(card: PushView, reason: PushReason | null): Promise<void> {
    return this.#answer(card, async () => {
      await core.declinePush(card.id, reason);
      this.#end(card, reason === "unknownTrigger" ? "unknown" : "denied");
    });
  }

  async liftBurst(): Promise<void> {
    await core.liftBurst();
    await this.load();
  }

  stateOf(account: string): StreamState | null {
    return this.view.streams.find((one) => one.accountId === account)?.state ?? null;
  }

  /** Follows what arrives. Returns the way to stop. */
  follow(): () => void {
    const changed = events.approvalsChanged.listen(() => void this.load());
    const shown = events.approvalsShown.listen(async ({ payload }) => {
      navigation.go("approvals");
      await this.load();
      if (payload.id !== null) this.#choose(payload.id);
    });
    return () => {
      clearTimeout(this.#forgetting);
      for (const listening of [changed, shown]) void listening.then((stop) => stop());
    };
  }

  /** For tests: as when the window begins. */
  forget() {
    clearTimeout(this.#forgetting);
    Object.assign(this, { view: nothing(), loaded: false, failure: null, outcome: null, report: null });
    this.handed = null;
    this.said = { text: "" };
    this.#answered.clear();
    this.#known.clear();
    this.#shown = null;
    this.#chosen = null;
  }

  async #answer(card: Question, send: () => Promise<void>): Promise<void> {
    this.#answered.add(card.id);
    this.outcome = null;
    try {
      await send();
    } catch (thrown) {
      const { code } = asFailure(thrown);
      const over: FailureCode[] = ["approvalOver", "noSuchApproval"];
      await this.load();
      const stays = this.open.some((one) => one.id === card.id);
      const wrong: FailureCode[] = ["wrongNumber", "wrongChoice"];
      if (wrong.includes(code) && !stays) return this.#end(card, "wrong");
      if (over.includes(code)) {
        const late = card.expiresAtMs - Date.now() < lastMomentMs;
        return this.#end(card, late ? "expired" : "elsewhere");
      }
      this.#answered.delete(card.id);
      if (stays || this.view.burst) throw thrown;
      // There is no card any more that could say so.
      if (!bringsUnlockScreen(code)) notices.fail(asFailure(thrown));
      return;
    }
    await this.load();
  }

  #end(card: Question, how: Outcome["how"]) {
    // Nobody answers it any more, also when the list still has it.
    this.#answered.add(card.id);
    const cards = this.view.cards.filter((one) => one.id !== card.id);
    const pushes = this.view.pushes.filter((one) => one.id !== card.id);
    this.view = { ...this.view, cards, pushes };
    this.outcome = { card, how };
    this.#say(outcomeText(this.outcome));
    clearTimeout(this.#forgetting);
    const forMs = how === "unknown" ? adviceMs : outcomeMs;
    this.#forgetting = setTimeout(() => (this.outcome = null), forMs);
  }

  #announce() {
    const fresh = this.open.filter((card) => !this.#known.has(card.id));
    for (const card of fresh) this.#known.add(card.id);
    const last = fresh.at(-1);
    const { burst, arrived } = words.approvals;
    if (this.view.burst && this.waiting > 0) {
      if (this.said.text !== burst.title) this.#say(burst.title);
    } else if (last) this.#say(arrived(whoOf(last), serverOf(last)));
    else if (this.waiting === 0 && !this.outcome) this.#say("");
  }

  #say(text: string) {
    this.said = { text };
  }
}

export const approvals = new Approvals();

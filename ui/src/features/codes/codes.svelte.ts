// The codes that are valid now. The core computes them; this shelf only asks again when one rolls.
import { core } from "$core";
import type { CodeView } from "$bindings";

/** How long a code of a counter is shown after it was asked for, in milliseconds. */
const countedMs = 30_000;

class Codes {
  list = $state.raw<CodeView[]>([]);
  loaded = $state(false);
  /** When the first of them stops being valid; infinite when none does. */
  #rollsAtMs = Infinity;
  #asking = false;
  /** Codes of a counter that were asked for, and until when they are shown. */
  readonly #counted = new Map<string, { code: string | null; untilMs: number }>();

  async load(): Promise<void> {
    this.take(await core.listCodes());
  }

  take(list: CodeView[]) {
    this.list = list.map((entry) => this.#seen(entry));
    this.loaded = true;
    this.#rollsAtMs = list.reduce(
      (soonest, code) => Math.min(soonest, code.validUntilMs ?? Infinity),
      Infinity,
    );
  }

  /** Puts one changed or new entry into the list without asking for the rest. */
  place(entry: CodeView) {
    const known = this.list.some((code) => code.id === entry.id);
    this.take(known ? this.list.map((code) => (code.id === entry.id ? entry : code)) : [...this.list, entry]);
  }

  /** Shows the code that was just copied. One of a counter is hidden again by itself. */
  show(entry: CodeView, nowMs: number) {
    if (entry.kind === "hotp") this.#counted.set(entry.id, { code: entry.code, untilMs: nowMs + countedMs });
    this.place(entry);
  }

  /** Hides the code of a counter, or all of them. */
  conceal(id?: string) {
    if (id === undefined) this.#counted.clear();
    else this.#counted.delete(id);
    this.take(this.list);
  }

  drop(id: string) {
    this.take(this.list.filter((code) => code.id !== id));
  }

  forget() {
    this.#counted.clear();
    this.take([]);
    this.loaded = false;
  }

  /** Asks again, once for all, when a code has rolled. Call it with every tick. */
  async follow(nowMs: number): Promise<void> {
    for (const [id, { untilMs }] of this.#counted) if (nowMs >= untilMs) this.conceal(id);
    if (nowMs < this.#rollsAtMs || this.#asking) return;
    this.#asking = true;
    try {
      const list = await core.listCodes();
      if (this.loaded) this.take(list);
    } catch {
      // Locked meanwhile, or the core is busy: the event or the next tick settles it.
    } finally {
      this.#asking = false;
    }
  }

  /** The entry as it may be shown: a code of a counter only while it is asked for. */
  #seen(entry: CodeView): CodeView {
    if (entry.kind !== "hotp") return entry;
    const code = this.#counted.get(entry.id)?.code ?? null;
    return entry.code === code && entry.nextCode === null ? entry : { ...entry, code, nextCode: null };
  }
}

export const codes = new Codes();

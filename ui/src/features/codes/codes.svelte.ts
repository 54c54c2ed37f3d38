// The entries of the vault, and the digits of those that are looked at. The core makes the digits; the
// page holds them only for rows that are in sight and may be seen, and asks again when they roll.
import { SvelteMap } from "svelte/reactivity";
import { core } from "$core";
import type { DigitsView, EntryView } from "$bindings";
import { stepOf } from "$components/period";

/** How long a revealed code, and a code of a counter, is shown, in milliseconds. */
export const revealedMs = 30_000;

/** More than the core hands out at once; only a very high window asks for as many. */
const atOnce = 200;

type Held = DigitsView & { step: number };

const indexed = (list: EntryView[]): ReadonlyMap<string, EntryView> =>
  new Map(list.map((entry) => [entry.id, entry]));

class Codes {
  list = $state.raw<EntryView[]>([]);
  loaded = $state(false);
  readonly byId = $derived(indexed(this.list));

  readonly #digits = new SvelteMap<string, Held>();
  /** Revealed entries and until when. */
  readonly #revealed = new SvelteMap<string, number>();
  /** Who looks at which entries: the list, a panel, the large view. */
  #looking: Record<string, string[]> = {};
  #asking = false;

  async load(): Promise<void> {
    this.list = await core.listEntries();
    this.loaded = true;
  }

  /** Puts changed or new entries into the list without asking for the rest. */
  place(...entries: EntryView[]) {
    const changed = indexed(entries);
    const added = entries.filter((entry) => !this.byId.has(entry.id));
    this.list = [...this.list.map((entry) => changed.get(entry.id) ?? entry), ...added];
  }

  /** Changes some entries in place, as the core just did. */
  amend(ids: string[], change: (entry: EntryView) => EntryView) {
    const meant = new Set(ids);
    this.list = this.list.map((entry) => (meant.has(entry.id) ? change(entry) : entry));
  }

  drop(ids: string[]) {
    const gone = new Set(ids);
    this.list = this.list.filter((entry) => !gone.has(entry.id));
    for (const id of ids) this.conceal(id);
  }

  forget() {
    this.list = [];
    this.loaded = false;
    this.#revealed.clear();
    this.#digits.clear();
    this.#looking = {};
  }

  /** The digits, when they may be seen. */
  digits(id: string): DigitsView | undefined {
    return this.#digits.get(id);
  }

  isRevealed(id: string): boolean {
    return this.#revealed.has(id);
  }

  /** Says whose digits somebody looks at now. An empty list ends the looking. */
  async look(who: string, ids: string[], nowMs: number): Promise<void> {
    this.#looking[who] = ids;
    this.#sweep();
    await this.#read(nowMs);
  }

  /** Shows one entry for a while, although codes are hidden. */
  async reveal(id: string, nowMs: number): Promise<void> {
    this.#revealed.set(id, nowMs + revealedMs);
    await this.#read(nowMs);
  }

  /** Shows digits that were just handed out, as those of a counter. */
  show(digits: DigitsView, nowMs: number) {
    this.#revealed.set(digits.id, nowMs + revealedMs);
    this.#digits.set(digits.id, { ...digits, nextCode: null, step: 0 });
  }

  /** Hides one entry, or all that were revealed. */
  conceal(id?: string) {
    for (const one of id === undefined ? [...this.#revealed.keys()] : [id]) this.#revealed.delete(one);
    this.#sweep();
  }

  /** Hides what was revealed long enough ago and reads what has rolled. Call it with every tick. */
  async follow(nowMs: number): Promise<void> {
    let hidden = false;
    for (const [id, untilMs] of this.#revealed) {
      if (nowMs < untilMs) continue;
      this.#revealed.delete(id);
      hidden = true;
    }
    if (hidden) this.#sweep();
    await this.#read(nowMs);
  }

  /** Whose digits may be held: entries looked at, and those of a counter that were just handed out. */
  #wanted(): Set<string> {
    return new Set([...Object.values(this.#looking).flat(), ...this.#revealed.keys()]);
  }

  #sweep() {
    const wanted = this.#wanted();
    for (const id of this.#digits.keys()) if (!wanted.has(id)) this.#digits.delete(id);
  }

  async #read(nowMs: number): Promise<void> {
    if (this.#asking || !this.loaded) return;
    const ids = this.#missing(nowMs);
    if (ids.length === 0) return;
    this.#asking = true;
    try {
      const digits = await core.readCodes(ids);
      const wanted = this.#wanted();
      for (const one of digits) {
        const entry = this.byId.get(one.id);
        if (entry && wanted.has(one.id))
          this.#digits.set(one.id, { ...one, step: stepOf(entry.period, nowMs) });
      }
    } catch {
      // Locked meanwhile, or the core is busy: the event or the next tick settles it.
      return;
    } finally {
      this.#asking = false;
    }
    // Rows that came into sight meanwhile.
    if (this.#missing(nowMs).some((id) => !ids.includes(id))) await this.#read(nowMs);
  }

  #missing(nowMs: number): string[] {
    const missing: string[] = [];
    for (const id of this.#wanted()) {
      const entry = this.byId.get(id);
      if (!entry || entry.kind === "hotp") continue;
      const held = this.#digits.get(id);
      if (!held || held.step !== stepOf(entry.period, nowMs)) missing.push(id);
      if (missing.length === atOnce) break;
    }
    return missing;
  }
}

export const codes = new Codes();

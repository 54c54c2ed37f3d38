// The codes that are valid now. The core computes them; this shelf only asks again when one rolls.
import { core } from "$core";
import type { CodeView } from "$bindings";

class Codes {
  list = $state.raw<CodeView[]>([]);
  loaded = $state(false);
  /** When the first of them stops being valid; infinite when none does. */
  #rollsAtMs = Infinity;
  #asking = false;

  async load(): Promise<void> {
    this.take(await core.listCodes());
  }

  take(list: CodeView[]) {
    this.list = list;
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

  drop(id: string) {
    this.take(this.list.filter((code) => code.id !== id));
  }

  forget() {
    this.take([]);
    this.loaded = false;
  }

  /** Asks again, once for all, when a code has rolled. Call it with every tick. */
  async follow(nowMs: number): Promise<void> {
    if (nowMs < this.#rollsAtMs || this.#asking) return;
    this.#asking = true;
    try {
      // Codes of a counter are shown until the page is left, so they survive the new list.
      const asked = new Map(this.list.filter((c) => c.kind === "hotp" && c.code).map((c) => [c.id, c]));
      const list = await core.listCodes();
      if (this.loaded) this.take(list.map((code) => asked.get(code.id) ?? code));
    } catch {
      // Locked meanwhile, or the core is busy: the event or the next tick settles it.
    } finally {
      this.#asking = false;
    }
  }
}

export const codes = new Codes();

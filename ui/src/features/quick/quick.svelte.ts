// What the quick pick shows: whether the vault is open, and the few entries that fit best.
import { asFailure, core } from "$core";
import type { Failure } from "$bindings";
import { codes } from "$features/codes/codes.svelte";
import { picked, sorted } from "$features/codes/shelf";
import { settings } from "$features/settings/settings.svelte";

/** So many fit without scrolling. */
const atMost = 8;

class Quick {
  stage = $state<"looking" | "none" | "locked" | "open">("looking");
  keychain = $state(false);
  query = $state("");
  active = $state(0);
  failure = $state.raw<Failure | null>(null);
  #found = $state.raw<string[] | null>(null);
  #searching = false;

  /** What was used last stands first until something is typed. */
  readonly shown = $derived(
    (this.#found === null ? sorted(codes.list, "recent") : picked(codes.byId, this.#found)).slice(0, atMost),
  );
  readonly chosen = $derived(this.shown[Math.min(this.active, this.shown.length - 1)]);

  /** Begins anew, each time the window is shown. */
  async begin(): Promise<void> {
    this.query = "";
    this.#found = null;
    this.active = 0;
    this.failure = null;
    codes.conceal();
    try {
      await settings.load();
      const status = await core.vaultStatus();
      this.keychain = status.keychainSlot;
      this.stage = !status.exists ? "none" : status.unlocked ? "open" : "locked";
      if (status.unlocked) await codes.load();
    } catch (thrown) {
      this.failure = asFailure(thrown);
    }
  }

  async search(): Promise<void> {
    this.active = 0;
    if (this.query.trim() === "") {
      this.#found = null;
      return;
    }
    if (this.#searching) return;
    this.#searching = true;
    try {
      for (;;) {
        const asked = this.query;
        const { ids } = await core.searchEntries(asked);
        if (this.query !== asked) continue;
        this.#found = asked.trim() === "" ? null : ids;
        break;
      }
    } catch (thrown) {
      this.#refused(thrown);
    } finally {
      this.#searching = false;
    }
  }

  /** Copies the chosen code. True when it worked. */
  async copy(which: "current" | "next"): Promise<boolean> {
    const entry = this.chosen;
    if (!entry || (which === "next" && entry.kind === "hotp")) return false;
    try {
      const copied = await core.copyCode(entry.id, which);
      if (copied.clearsAtMs !== null) return true;
      // It was used up all the same.
      codes.show(copied.digits, Date.now());
      this.failure = { code: "clipboardMissing", detail: "" };
      return false;
    } catch (thrown) {
      this.#refused(thrown);
      return false;
    }
  }

  move(by: number) {
    const count = this.shown.length;
    if (count > 0) this.active = (this.active + by + count) % count;
  }

  lock() {
    this.stage = "locked";
    codes.forget();
  }

  #refused(thrown: unknown) {
    const failure = asFailure(thrown);
    if (failure.code === "locked") this.lock();
    else this.failure = failure;
  }
}

export const quick = new Quick();

// How one card hears its answer: not in its first half second, and one at a time.
import { tick } from "svelte";
import { asFailure } from "$core";
import type { Failure } from "$bindings";
import { deafMs } from "./deaf";

export class Answering {
  deaf = $state(true);
  busy = $state(false);
  failure = $state.raw<Failure | null>(null);
  /** Whether presses do nothing now. */
  still = $derived(this.deaf || this.busy);

  /** Deaf for a moment, now and whenever the window comes into sight or to the front. Returns the way to stop. */
  follow(onheard: () => void): () => void {
    let stop = this.#turnDeaf(onheard);
    const seen = () => {
      if (document.hidden) return;
      stop();
      stop = this.#turnDeaf(onheard);
    };
    document.addEventListener("visibilitychange", seen);
    // A window that others cover is not hidden.
    window.addEventListener("focus", seen);
    return () => {
      stop();
      document.removeEventListener("visibilitychange", seen);
      window.removeEventListener("focus", seen);
    };
  }

  /** Sends an answer. What went wrong is shown, unless `explain` says it in its own way. */
  async send(answer: () => Promise<void>, explain?: (refused: Failure) => boolean): Promise<void> {
    if (this.still) return;
    this.busy = true;
    this.failure = null;
    try {
      await answer();
    } catch (thrown) {
      const refused = asFailure(thrown);
      if (!explain?.(refused)) this.failure = refused;
    } finally {
      this.busy = false;
    }
  }

  #turnDeaf(onheard: () => void): () => void {
    this.deaf = true;
    const timer = setTimeout(async () => {
      this.deaf = false;
      await tick();
      onheard();
    }, deafMs);
    return () => clearTimeout(timer);
  }
}

// What the window says in passing: a toast that is seen, and the same sentence read aloud.
import type { Failure } from "$bindings";

export type Notice = {
  id: number;
  text: string;
  action?: { label: string; run: () => void };
  failure?: Failure;
};

/** How long a toast stays. One with an action stays longer, so that it can be reached. */
const plainMs = 4000;
const actionMs = 9000;

class Notices {
  current = $state.raw<Notice | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #next = 1;

  say(text: string, action?: Notice["action"]) {
    this.#show({ id: this.#next++, text, action }, action ? actionMs : plainMs);
  }

  /** A failure that has no place of its own on the page. It stays until dismissed. */
  fail(failure: Failure) {
    this.#show({ id: this.#next++, text: "", failure }, null);
  }

  dismiss() {
    clearTimeout(this.#timer);
    this.current = null;
  }

  #show(notice: Notice, forMs: number | null) {
    clearTimeout(this.#timer);
    this.current = notice;
    if (forMs !== null) this.#timer = setTimeout(() => (this.current = null), forMs);
  }
}

export const notices = new Notices();

// One clock for the whole window. It moves once a second, on the second, and stands still while the
// window is hidden; nothing else in the window counts time.

/** Nobody is taken to be at the window so long after the last key, press or move of the pointer. */
const attentionMs = 15_000;
const touches = ["keydown", "pointerdown", "pointermove", "wheel", "focus"] as const;

class Ticker {
  /** Milliseconds since the Unix epoch, as of the last whole second. */
  nowMs = $state(Date.now());
  /** Whether somebody is at the window. What only shows that time passes moves less often for nobody. */
  attended = $state(true);
  #touchedMs = Date.now();

  start(): () => void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tick = () => {
      this.nowMs = Date.now();
      this.attended = this.nowMs - this.#touchedMs < attentionMs;
      timer = setTimeout(tick, 1000 - (this.nowMs % 1000) + 2);
    };
    const touched = () => {
      this.#touchedMs = Date.now();
      this.attended = true;
    };
    const follow = () => {
      clearTimeout(timer);
      if (!document.hidden) tick();
    };
    document.addEventListener("visibilitychange", follow);
    for (const touch of touches) window.addEventListener(touch, touched, { capture: true, passive: true });
    touched();
    follow();
    return () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", follow);
      for (const touch of touches) window.removeEventListener(touch, touched, { capture: true });
    };
  }
}

export const ticker = new Ticker();

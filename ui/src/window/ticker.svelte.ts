// One clock for the whole window. It moves once a second, on the second, and stands still while the
// window is hidden; nothing else in the window counts time.
class Ticker {
  /** Milliseconds since the Unix epoch, as of the last whole second. */
  nowMs = $state(Date.now());

  start(): () => void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tick = () => {
      this.nowMs = Date.now();
      timer = setTimeout(tick, 1000 - (this.nowMs % 1000) + 2);
    };
    const follow = () => {
      clearTimeout(timer);
      if (!document.hidden) tick();
    };
    document.addEventListener("visibilitychange", follow);
    follow();
    return () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", follow);
    };
  }
}

export const ticker = new Ticker();

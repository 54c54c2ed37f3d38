/** Calls `tell` for the first sign of life and then at most once every `everyMs`. */
export function throttled(tell: () => void, everyMs: number, now: () => number = Date.now): () => void {
  let last = -Infinity;
  return () => {
    const at = now();
    if (at - last < everyMs) return;
    last = at;
    tell();
  };
}

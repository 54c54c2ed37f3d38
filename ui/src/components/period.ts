// Steps of time-based codes, counted from the Unix epoch as RFC 6238 section 4 does with T0 = 0.

/** What is added to this computer's clock, in milliseconds. The core makes the codes with the same. */
let offsetMs = 0;

export function setClockOffset(ms: number) {
  offsetMs = ms;
}

/** Which step it is. `period` is in seconds; 0, an entry that counts, has a single step. */
export function stepOf(period: number, nowMs: number): number {
  return period === 0 ? 0 : Math.floor((nowMs + offsetMs) / 1000 / period);
}

/** Whole seconds until the step ends, 1 to `period`. */
export function secondsLeft(period: number, nowMs: number): number {
  return period === 0 ? 0 : period - (Math.floor((nowMs + offsetMs) / 1000) % period);
}

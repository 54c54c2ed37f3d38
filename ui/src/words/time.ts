// Moments in words. Everything takes "now" as an argument, so a test can choose it.
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const exact = new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeStyle: "medium" });
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const date = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long" });
const dateWithYear = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric" });

const shortDay = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const shortDayWithYear = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  year: "numeric",
});

/** "just now", "5 minutes ago", "yesterday", "on 3 May". A moment slightly ahead counts as now. */
export function ago(atMs: number, nowMs: number): string {
  const passed = nowMs - atMs;
  if (passed < minute) return "just now";
  if (passed < hour) return relative.format(-Math.floor(passed / minute), "minute");
  if (passed < day) return relative.format(-Math.floor(passed / hour), "hour");
  if (passed < 7 * day) return relative.format(-Math.floor(passed / day), "day");
  return `on ${dayOf(atMs, nowMs)}`;
}

/** When something that lies ahead happens: "14:05" today, "3 May" otherwise. */
export function until(atMs: number, nowMs: number): string {
  return sameDay(atMs, nowMs) ? clock.format(atMs) : dayOf(atMs, nowMs);
}

/** "today", "tomorrow", "on 3 May", for what will happen some day. */
export function on(atMs: number, nowMs: number): string {
  if (sameDay(atMs, nowMs)) return "today";
  if (sameDay(atMs, nowMs + day)) return "tomorrow";
  return `on ${dayOf(atMs, nowMs)}`;
}

/** "3 May", or "3 May 2025" in another year, for a narrow place. */
export function shortDate(atMs: number, nowMs = Date.now()): string {
  const sameYear = new Date(atMs).getFullYear() === new Date(nowMs).getFullYear();
  return (sameYear ? shortDay : shortDayWithYear).format(atMs);
}

/** "21 November 2026", for what is kept on paper. */
export function fullDate(atMs: number): string {
  return dateWithYear.format(atMs);
}

/** To the second, for hover, focus and screen readers. */
export function exactly(atMs: number): string {
  return exact.format(atMs);
}

/** "14:05" in the time of this computer. */
export function clockTime(atMs: number): string {
  return clock.format(atMs);
}

function dayOf(atMs: number, nowMs: number): string {
  const sameYear = new Date(atMs).getFullYear() === new Date(nowMs).getFullYear();
  return (sameYear ? date : dateWithYear).format(atMs);
}

function sameDay(one: number, other: number): boolean {
  return new Date(one).toDateString() === new Date(other).toDateString();
}

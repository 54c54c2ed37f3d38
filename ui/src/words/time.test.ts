import { describe, expect, test } from "vitest";
import { ago, until } from "./time";

const now = new Date(2026, 10, 21, 12, 0, 0).getTime();
const minutes = (count: number) => now - count * 60_000;

describe("ago", () => {
  test.each([
    [minutes(0), "just now"],
    [minutes(-1), "just now"],
    [minutes(1), "1 minute ago"],
    [minutes(59), "59 minutes ago"],
    [minutes(60), "1 hour ago"],
    [minutes(26 * 60), "yesterday"],
    [minutes(3 * 24 * 60), "3 days ago"],
    [new Date(2026, 4, 3).getTime(), "on 3 May"],
    [new Date(2024, 4, 3).getTime(), "on 3 May 2024"],
  ])("%d is %s", (at, said) => expect(ago(at, now)).toBe(said));
});

test("what ends today is told by the clock, what ends later by the day", () => {
  expect(until(new Date(2026, 10, 21, 14, 5).getTime(), now)).toBe("14:05");
  expect(until(new Date(2027, 0, 22, 14, 5).getTime(), now)).toBe("22 January 2027");
});

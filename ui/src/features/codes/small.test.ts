import { expect, test } from "vitest";
import { secondsLeft, setClockOffset, stepOf } from "$components/period";
import { shardOf, shards } from "$components/shard";
import { landing } from "./dragging.svelte";
import { foundMarks, type MarkName } from "./icons";
import { pastedIn } from "./pasted";

const clipboard = (text: string, ...types: string[]) => ({
  getData: () => text,
  items: types.map((type) => ({ kind: "file", type })),
});

test("a pasted link is told from other text, and a picture is left for the core to read", () => {
  expect(pastedIn(clipboard("  otpauth://totp/x?secret=AAAA "))).toEqual({
    link: "otpauth://totp/x?secret=AAAA",
  });
  for (const link of ["pia://pipush/x?url=a", "edumfa-push://edumfa/x?url=a"])
    expect(pastedIn(clipboard(link))).toEqual({ link });
  expect(pastedIn(clipboard("hello"))).toBeNull();
  expect(pastedIn(clipboard("", "image/png"))).toEqual({ read: { kind: "clipboard" } });
  expect(pastedIn(clipboard("", "text/csv"))).toBeNull();
  expect(pastedIn(null)).toBeNull();
});

test("a dragged row lands at the nearest line and never outside", () => {
  expect([-20, 10, 40, 150, 9999].map((y) => landing(y, 58, 4))).toEqual([0, 0, 1, 3, 4]);
});

const marks: MarkName[] = [
  ["paypal", "PayPal", ""],
  ["applepay", "Apple Pay", ""],
  ["github", "GitHub", ""],
  ["x", "X", "Twitter"],
];
const slugs = (query: string) => foundMarks(marks, query, 10).map(([slug]) => slug);

test("a mark is found by its beginning first, by its other names, and by the first word", () => {
  expect(slugs("pay")).toEqual(["paypal", "applepay"]);
  expect(slugs("twitter")).toEqual(["x"]);
  expect(slugs("GitHub Enterprise")).toEqual(["github"]);
  expect(slugs("nothing")).toEqual([]);
});

test("every mark has a shard", () => {
  const all = ["github", "paypal", "a", "zürich"].map(shardOf);
  expect(all.every((at) => Number.isInteger(at) && at >= 0 && at < shards)).toBe(true);
});

test("the ring counts the whole seconds of a step, on the corrected clock", () => {
  expect([secondsLeft(30, 0), secondsLeft(30, 29_999), secondsLeft(30, 30_000)]).toEqual([30, 1, 30]);
  expect([stepOf(30, 29_999), stepOf(30, 30_000), stepOf(0, 5)]).toEqual([0, 1, 0]);
  setClockOffset(2_000);
  expect([secondsLeft(30, 0), stepOf(30, 28_000)]).toEqual([28, 1]);
  setClockOffset(0);
});

import { expect, test } from "vitest";
import { readKey, twoOf } from "./recoveryKey";

const key = "7K2M Q9XD 4HTB R0VN 8WEC M3PZ 1YGA 5JSF D6XK T2QR 9BHV 0ZNM C7WE X4P8";

test("a key is whole however it is spaced and cased", () => {
  for (const typed of [
    key,
    key.toLowerCase(),
    key.replaceAll(" ", "-"),
    key.replaceAll(" ", "\n"),
    key.replaceAll(" ", ""),
  ]) {
    expect(readKey(typed)).toMatchObject({ done: 14, whole: true, odd: [] });
  }
});

test("letters that look like digits are read as digits", () => {
  expect(readKey("oil1").groups).toEqual(["0111"]);
});

test("what cannot be in a key is named once", () => {
  expect(readKey("7K2U u?")).toMatchObject({ odd: ["U", "?"], groups: ["7K2"], whole: false });
});

test("a missing or a further character is not a whole key", () => {
  expect(readKey(key.slice(0, -1))).toMatchObject({ done: 13, whole: false, tooLong: false });
  expect(readKey(`${key}A`)).toMatchObject({ whole: false, tooLong: true });
});

test("two different groups are asked back, in the order of the sheet", () => {
  for (let step = 0; step < 200; step++) {
    const [first, second] = twoOf(14);
    expect(first).toBeLessThan(second);
    expect(second).toBeLessThan(14);
    expect(first).toBeGreaterThanOrEqual(0);
  }
  expect(twoOf(14, () => 0.999)).toEqual([12, 13]);
});

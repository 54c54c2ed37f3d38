import { expect, test } from "vitest";
import { throttled } from "./activity";
import { chord, isTyping } from "./keys";

const press = (key: string, held: Partial<KeyboardEventInit> = {}) =>
  new KeyboardEvent("keydown", { key, ...held });

test("a press is put in words", () => {
  expect(chord(press("n", { ctrlKey: true }))).toBe("Ctrl+N");
  expect(chord(press("n", { metaKey: true }))).toBe("Ctrl+N");
  expect(chord(press("n"))).toBe("N");
  expect(chord(press(" "))).toBe("Space");
  expect(chord(press("/", { shiftKey: true }))).toBe("/");
  expect(chord(press("e", { ctrlKey: true, shiftKey: true }))).toBe("Ctrl+Shift+E");
  expect(chord(press("ArrowDown"))).toBe("ArrowDown");
});

test("typing is told from pressing", () => {
  expect(isTyping(document.createElement("input"))).toBe(true);
  expect(isTyping(document.createElement("button"))).toBe(false);
  expect(isTyping(null)).toBe(false);
});

test("activity is told at once and then at most every five seconds", () => {
  let at = 0;
  let told = 0;
  const note = throttled(
    () => told++,
    5000,
    () => at,
  );
  for (at of [0, 1000, 4999]) note();
  expect(told).toBe(1);
  at = 5000;
  note();
  expect(told).toBe(2);
});

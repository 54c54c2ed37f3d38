import { expect, test } from "vitest";
import { record } from "./recorder";

const press = (code: string, key: string, held: Partial<KeyboardEventInit> = {}) =>
  record(new KeyboardEvent("keydown", { code, key, ...held }));

test("a key with Ctrl, Alt or Super is taken, named by its place on the keyboard", () => {
  expect(press("Space", " ", { ctrlKey: true, altKey: true })).toEqual({ is: "key", key: "Ctrl+Alt+Space" });
  expect(press("KeyY", "z", { metaKey: true, shiftKey: true })).toEqual({ is: "key", key: "Shift+Super+Y" });
  expect(press("Digit1", "1", { altKey: true })).toEqual({ is: "key", key: "Alt+1" });
});

test("a function key may stand alone, a letter may not", () => {
  expect(press("F9", "F9")).toEqual({ is: "key", key: "F9" });
  expect(press("KeyA", "a")).toEqual({ is: "incomplete" });
  expect(press("KeyA", "A", { shiftKey: true })).toEqual({ is: "incomplete" });
});

test("holding Ctrl alone waits, and Escape leaves everything as it was", () => {
  expect(press("ControlLeft", "Control", { ctrlKey: true })).toEqual({ is: "incomplete" });
  expect(press("Escape", "Escape")).toEqual({ is: "cancelled" });
});

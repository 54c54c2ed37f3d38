import { expect, test } from "vitest";
import { brandOf, hueOf } from "./brands";
import { contrast } from "./contrast";

test("an issuer is known by any spelling and by its first word", () => {
  expect(brandOf("GitHub")).toBeDefined();
  expect(brandOf("git-hub")).toBe(brandOf("GitHub"));
  expect(brandOf("GitHub Enterprise")).toBe(brandOf("GitHub"));
  expect(brandOf("Zürcher Kantonalbank")).toBeUndefined();
});

test("a black mark takes the colour of the text in the dark", () => {
  expect(brandOf("GitHub")?.onLight).not.toBeNull();
  expect(brandOf("GitHub")?.onDark).toBeNull();
});

test("the colour of a letter stays the same for a name", () => expect(hueOf("Nordea")).toBe(hueOf("nordea")));

test("contrast is as WCAG defines it", () => {
  expect(contrast("#000000", "#ffffff")).toBeCloseTo(21);
  expect(contrast("#777777", "#ffffff")).toBeCloseTo(4.48, 1);
});

import { afterEach, expect, test } from "vitest";
import { sampleCodes } from "../../fake/samples";
import { codes } from "./codes.svelte";

afterEach(() => codes.forget());

const counting = {
  ...sampleCodes().find((code) => code.kind === "hotp")!,
  code: "282760",
  nextCode: "996554",
};
const shown = () => codes.list.map(({ code, nextCode }) => [code, nextCode]);

test("a code of a counter is shown when asked for, and for thirty seconds", async () => {
  codes.take([counting]);
  expect(shown()).toEqual([[null, null]]);

  codes.show(counting, 1_000);
  await codes.follow(30_999);
  expect(shown()).toEqual([["282760", null]]);

  await codes.follow(31_000);
  expect(shown()).toEqual([[null, null]]);
});

test("an edit leaves the code of a counter as it is, and leaving the list hides it", () => {
  codes.take([counting]);
  codes.show(counting, 0);
  codes.place({ ...counting, issuer: "Elsewhere", code: "996554" });
  expect(codes.list[0]).toMatchObject({ issuer: "Elsewhere", code: "282760" });

  codes.conceal();
  expect(shown()).toEqual([[null, null]]);
});

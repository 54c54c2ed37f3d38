import { expect, test } from "vitest";
import { grouped, spoken } from "./digits";

test.each([
  ["123456", ["123", "456"]],
  ["12345678", ["1234", "5678"]],
  ["1234567", ["123", "4567"]],
  ["2BCDF", ["2BCDF"]],
])("%s is read as %j", (code, groups) => expect(grouped(code)).toEqual(groups));

test("grouping loses no digit", () => {
  for (let size = 4; size <= 10; size++) {
    const code = "1234567890".slice(0, size);
    expect(grouped(code).join("")).toBe(code);
  }
});

test("a code is spoken digit by digit", () => expect(spoken("123456")).toBe("1 2 3, 4 5 6"));

import { expect, test } from "vitest";
import { sampleCodes } from "../../fake/samples";
import { groupsOf, matching, sorted, within } from "./shelf";

const list = sampleCodes();
const issuers = (query: string) => matching(list, query).map((code) => code.issuer);

test("accents and case do not matter", () => expect(issuers("ZURCHER")).toEqual(["Zürcher Kantonalbank"]));
test("accounts and groups are searched too", () => {
  expect(issuers("infra@")).toEqual(["Cloudflare"]);
  expect(issuers("money paypal")).toEqual(["PayPal"]);
});
test("every word must occur", () => expect(issuers("github money")).toEqual([]));
test("an empty search shows all", () => expect(issuers("  ")).toHaveLength(list.length));
test("favourites come first only when asked for", () => {
  expect(
    sorted(list, "favourites")
      .slice(0, 2)
      .every((code) => code.favourite),
  ).toBe(true);
  expect(sorted(list, "name")[0]?.issuer).toBe("Amazon Web Services");
});
test("sorting leaves the given list alone", () => {
  const before = list.map((code) => code.id);
  sorted(list, "name");
  expect(list.map((code) => code.id)).toEqual(before);
});
test("a group holds its own entries", () => {
  expect(groupsOf(list)).toEqual(["Money", "Work"]);
  expect(within(list, { kind: "group", group: "Money" }).every((code) => code.group === "Money")).toBe(true);
});

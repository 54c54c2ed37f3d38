import { expect, test } from "vitest";
import { manyEntries, sampleEntries } from "../../fake/samples";
import { groupsOf, headed, moved, picked, placeBefore, sorted, within, type Sort } from "./shelf";

const list = sampleEntries();
const ids = (sort: Sort) => sorted(list, sort).map((entry) => entry.id);

test("favourites come first only when asked for, and nothing else moves then", () => {
  const turned = [...list].reverse();
  expect(sorted(turned, "favourites").map((entry) => entry.id)).toEqual([
    ...["e2", "e1"],
    ...turned.filter((entry) => !entry.favourite).map((entry) => entry.id),
  ]);
  expect(sorted(list, "name")[0]?.issuer).toBe("Amazon Web Services");
});

test("names are ordered without accents and case, and numbers by their value", () => {
  const named = ["Zürich", "zebra", "Bank 10", "bank 9"].map((issuer) => ({ ...list[0]!, issuer }));
  expect(sorted(named, "name").map((entry) => entry.issuer)).toEqual([
    "bank 9",
    "Bank 10",
    "zebra",
    "Zürich",
  ]);
});

test("use orders by recency or by number, and what was never used comes last", () => {
  expect(ids("recent").slice(0, 3)).toEqual(["e1", "e2", "e6"]);
  expect(ids("most").slice(0, 3)).toEqual(["e1", "e2", "e6"]);
  expect(ids("recent").at(-1)).toBe("e11");
});

test("my order is the core's", () => expect(ids("mine")).toEqual(list.map((entry) => entry.id)));

test("sorting leaves the given list alone", () => {
  const before = list.map((entry) => entry.id);
  sorted(list, "name");
  expect(list.map((entry) => entry.id)).toEqual(before);
});

test("a group holds its own entries", () => {
  expect(groupsOf(list)).toEqual(["Money", "Work"]);
  const money = within(list, { kind: "group", group: "Money" });
  expect(money.every((entry) => entry.group === "Money")).toBe(true);
});

test("groups get headings with their number, and entries in none come last", () => {
  const lines = headed(sorted(list, "group"), "In no group");
  const headings = lines.flatMap((line) => ("heading" in line ? [`${line.heading} ${line.count}`] : []));
  expect(headings).toEqual(["Money 3", "Work 4", "In no group 4"]);
  expect(lines).toHaveLength(list.length + 3);
});

test("what a search found keeps its order, and what is gone is left out", () => {
  const byId = new Map(list.map((entry) => [entry.id, entry]));
  expect(picked(byId, ["e5", "gone", "e1"]).map((entry) => entry.id)).toEqual(["e5", "e1"]);
});

test("a row moves by one place and stops at both ends", () => {
  const three = list.slice(0, 3);
  const step = (id: string, by: -1 | 1) => {
    const before = placeBefore(three, id, by);
    return before === undefined
      ? "stays"
      : moved(three, [id], before)
          .map((entry) => entry.id)
          .join(" ");
  };
  expect(step("e2", -1)).toBe("e2 e1 e3");
  expect(step("e2", 1)).toBe("e1 e3 e2");
  expect([step("e1", -1), step("e3", 1)]).toEqual(["stays", "stays"]);
});

test("several move together and keep their order", () => {
  const all = manyEntries(5);
  expect(moved(all, ["m3", "m0"], "m2").map((entry) => entry.id)).toEqual(["m1", "m0", "m3", "m2", "m4"]);
  expect(moved(all, ["m1"], null).at(-1)?.id).toBe("m1");
});

import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { chooseCore, core } from "$core";
import { restart } from "../../fake";
import { codes, revealedMs } from "./codes.svelte";

beforeAll(chooseCore);
beforeEach(async () => {
  window.history.replaceState(null, "", "/?scene=open&pace=0");
  restart();
  await codes.load();
});
afterEach(() => {
  vi.restoreAllMocks();
  codes.forget();
});

const now = 1_800_000_000_000;
const held = () => codes.list.filter(({ id }) => codes.digits(id)).map(({ id }) => id);

test("digits are held for what is in sight only", async () => {
  await codes.look("list", ["e1", "e2"], now);
  expect(held()).toEqual(["e1", "e2"]);
  await codes.look("list", ["e2", "e3"], now);
  expect(held()).toEqual(["e2", "e3"]);
  await codes.look("list", [], now);
  expect(held()).toEqual([]);
});

test("what is known is not asked for again until it rolls", async () => {
  const read = vi.spyOn(core, "readCodes");
  await codes.look("list", ["e1", "e6"], now);
  await codes.follow(now + 1000);
  expect(read).toHaveBeenCalledTimes(1);

  await codes.follow(now + 30_000);
  expect(read).toHaveBeenLastCalledWith(["e1"]);
  await codes.follow(now + 60_000);
  expect(read).toHaveBeenLastCalledWith(["e1", "e6"]);
});

test("two who look do not take each other's digits away", async () => {
  await codes.look("list", ["e1"], now);
  await codes.look("large", ["e1"], now);
  await codes.look("list", [], now);
  expect(held()).toEqual(["e1"]);
});

test("a revealed code is hidden by itself, and not before", async () => {
  await codes.reveal("e1", now);
  await codes.follow(now + revealedMs - 1);
  expect(held()).toEqual(["e1"]);
  await codes.follow(now + revealedMs);
  expect(held()).toEqual([]);
});

test("a code of a counter is never asked for, and shown for as long when it was handed out", async () => {
  const read = vi.spyOn(core, "readCodes");
  await codes.look("list", ["e9"], now);
  expect(read).not.toHaveBeenCalled();

  codes.show({ id: "e9", code: "282760", nextCode: "996554", validUntilMs: null }, now);
  expect(codes.digits("e9")).toMatchObject({ code: "282760", nextCode: null });
  await codes.look("list", [], now);
  expect(held()).toEqual(["e9"]);
  await codes.follow(now + revealedMs);
  expect(held()).toEqual([]);
});

test("an answer that comes after everything was hidden is not kept", async () => {
  let answer: (digits: never[]) => void = () => {};
  vi.spyOn(core, "readCodes").mockReturnValue(new Promise((done) => (answer = done)));
  const asked = codes.reveal("e1", now);
  codes.conceal();
  answer([{ id: "e1", code: "123456", nextCode: "654321", validUntilMs: now } as never]);
  await asked;
  expect(held()).toEqual([]);
});

test("forgetting leaves neither names nor digits", async () => {
  await codes.look("list", ["e1"], now);
  codes.forget();
  expect([codes.list, codes.digits("e1")]).toEqual([[], undefined]);
});

import { expect, test } from "vitest";
import { sampleSessions } from "../../fake/samples";
import { deviceKind, inOrder, sessionName } from "./naming";

const named = Object.fromEntries(sampleSessions().map((session) => [session.id, session]));

test("a session is called after its device, else its browser and system, else its app", () => {
  expect(sessionName(named.s1!)).toBe("Ana's ThinkPad");
  expect(sessionName(named.s2!)).toBe("Firefox 140 on Windows 11");
  expect(sessionName(named.s5!)).toBe("backup-script");
});

test("the picture fits the device", () => {
  expect(deviceKind(named.s2!)).toBe("computer");
  expect(deviceKind(named.s3!)).toBe("phone");
  expect(deviceKind(named.s5!)).toBe("program");
});

test("this session comes first and unknown times last", () => {
  expect(inOrder(sampleSessions()).map((session) => session.id)).toEqual(["s1", "s2", "s3", "s4", "s5"]);
});

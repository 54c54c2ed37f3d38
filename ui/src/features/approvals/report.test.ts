import { expect, test } from "vitest";
import type { NotMeView } from "../../bindings";
import { stepsOf } from "./report";

const all: NotMeView = {
  accountId: "a1",
  denied: true,
  sessionsEnded: { sessions: 2, refreshFamilies: 2, accessTokensUntilMs: 1 },
  askingSessionEnded: true,
  mutedUntilMs: 2,
  passwordPage: "https://login.example.org/account",
  recorded: true,
  failed: [],
};

const time = (atMs: number) => `14:0${atMs}`;

test("every step that was done is told as done", () => {
  const steps = stepsOf(all, time);
  expect(steps.every((step) => step.done)).toBe(true);
  expect(steps.map((step) => step.text).join(" ")).toMatch(
    /2 other sessions ended.*until 14:01.*until 14:02/,
  );
});

test("nothing is claimed that the server did not say", () => {
  const steps = stepsOf(
    {
      ...all,
      denied: false,
      sessionsEnded: null,
      askingSessionEnded: null,
      mutedUntilMs: null,
      recorded: false,
    },
    time,
  );
  expect(steps.map((step) => step.done)).toEqual([null, null, null, false, null]);
});

test("a mute that this computer keeps alone is told as that", () => {
  const step = stepsOf({ ...all, failed: ["mute"] }, time)[3]!;
  expect(step.done).toBeNull();
  expect(step.text).toContain("This computer shows nothing new until 14:02");
});

test("no other session to end is no failure", () => {
  const step = stepsOf(
    { ...all, sessionsEnded: { sessions: 0, refreshFamilies: 0, accessTokensUntilMs: null } },
    time,
  )[2];
  expect(step).toEqual({ done: true, text: "No other session was left to end." });
});

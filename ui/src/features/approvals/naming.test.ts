import { expect, test } from "vitest";
import { sampleApproval } from "../../fake/approvals";
import { samplePush } from "../../fake/pushes";
import { deviceOf, digitsIn, placeOf, secondsUntil, serverOf, tokenName, whatOf, whoOf } from "./naming";

test("the digits are found in what was pasted, and six at most", () => {
  expect(digitsIn(" 204 518 ")).toBe("204518");
  expect(digitsIn("204-518\n")).toBe("204518");
  expect(digitsIn("２０４５１８")).toBe("204518");
  expect(digitsIn("2045189")).toBe("204518");
  expect(digitsIn("no number")).toBe("");
});

test("a place says how sure it is, and nothing where nobody knows", () => {
  const card = sampleApproval();
  expect(placeOf({ ...card, place: "Porto", placeWithinKm: 20 })).toBe("near Porto, within 20 km");
  expect(placeOf({ ...card, place: "Porto", placeWithinKm: null })).toBe("near Porto");
  expect(placeOf({ ...card, place: null, placeWithinKm: 20 })).toBe("place unknown");
});

test("a device is called by what is known of it", () => {
  const card = sampleApproval();
  expect(deviceOf({ ...card, browser: "Firefox 140", os: "Linux" })).toBe("Firefox 140 on Linux");
  expect(deviceOf({ ...card, browser: null, os: "Linux" })).toBe("Linux");
  expect(deviceOf({ ...card, browser: null, os: null })).toBe("unknown device");
});

test("what is asked names the program, or the account at the server", () => {
  const card = sampleApproval();
  expect(whatOf({ ...card, app: "Intranet" })).toBe("Sign in to Intranet");
  expect(whatOf({ ...card, app: null })).toBe("Sign in to your account");
  expect(whoOf({ ...card, app: null, serverName: "login.example.org" })).toBe("login.example.org");
});

test("the last second lasts until its end", () => {
  expect(secondsUntil(10_000, 9_001)).toBe(1);
  expect(secondsUntil(10_000, 10_000)).toBe(0);
  expect(secondsUntil(10_000, 12_000)).toBe(0);
});

test("a push token is called by what its issuer said, and its question by who asks", () => {
  expect(tokenName({ issuer: "University", label: "ana" })).toBe("University, ana");
  expect(tokenName({ issuer: "", label: "ana" })).toBe("ana");
  expect(tokenName({ issuer: "", label: "" })).toBe("Push token");
  const push = samplePush("p1", { issuer: "", server: "mfa.example.edu:8443" });
  expect(whoOf(push)).toBe("mfa.example.edu:8443");
  expect(serverOf(push)).toBe("mfa.example.edu:8443");
  expect(whatOf({ ...push, issuer: "University" })).toBe("University asks you");
});

import { expect, test } from "vitest";
import { issuerOf, serverName } from "./accounts.svelte";

test("a bare host means https; an address stays as typed", () => {
  expect(issuerOf(" login.example.org ")).toBe("https://login.example.org");
  expect(issuerOf("http://127.0.0.1:8420")).toBe("http://127.0.0.1:8420");
  expect(issuerOf("")).toBe("");
});

test("a server is called by its host", () => {
  expect(serverName("https://login.example.org/realms/people")).toBe("login.example.org");
  expect(serverName("not an address")).toBe("not an address");
});

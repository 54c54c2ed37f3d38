// The stand-in's push tokens, and what their servers ask.
import type { FoundPushView, PushTokenView, PushView } from "../bindings";
import { scene } from "./common";

const life = 120_000;

export const samplePush = (id = "p1", more: Partial<PushView> = {}): PushView => ({
  id,
  tokenId: "t1",
  issuer: "Example University",
  label: "ana",
  server: "mfa.example.edu",
  title: "VPN of the campus",
  question: "Do you want to confirm the login?",
  choices: [],
  maySayWhy: true,
  expiresAtMs: Date.now() - 9_000 + life,
  ...more,
});

/** What the invented sign-in page shows. */
export const sampleChoice = "47";

/** What has to be typed into it after a question of this token was approved. */
export const sampleCode = "83";

/** The questions by what is peculiar to them. */
const kinds: Record<string, () => PushView> = {
  standard: () => samplePush("p1", { maySayWhy: false }),
  why: () => samplePush(),
  presence: () => samplePush("p1", { choices: ["12", sampleChoice, "90"] }),
  letters: () =>
    samplePush("p1", {
      choices: ["A", "B", "C", "D", "E", "F", "G", sampleChoice, "Strawberry field", "J"],
    }),
  code: () => samplePush("p1", { tokenId: "t2", issuer: "", label: "ana@example.org", title: null }),
  long: () =>
    samplePush("p1", {
      issuer: "Zentrum für Informationsdienste und Hochleistungsrechnen",
      label: "ana.maria.ruiz-hernandez@students.example-university.example.edu",
      server: "two-factor-authentication.services.example-university.example.edu:8443",
      title: "Sign-in to the examination office",
      question:
        "Somebody wants to sign in to the examination office as ana.maria.ruiz-hernandez from 2001:db8:85a3::8a2e:370:7334. Do you confirm that this is you and that you accept the terms of use?",
    }),
};

export const beginningPushes = (): PushView[] =>
  (scene.asked.get("push") ?? "")
    .split(",")
    .flatMap((kind) => kinds[kind]?.() ?? [])
    .map((push, at) => (at === 0 ? push : { ...push, id: `p${at + 1}` }));

export const sampleTokens = (): PushTokenView[] =>
  [
    {
      id: "t1",
      issuer: "Example University",
      label: "ana",
      server: "mfa.example.edu",
      serial: "PIPU0001AF3C",
      createdAtMs: Date.now() - 40 * 86_400_000,
    },
    {
      id: "t2",
      issuer: "",
      label: "ana@example.org",
      server: "privacyidea.example.org:8443",
      serial: "PIPU00052B11",
      createdAtMs: Date.now() - 400 * 86_400_000,
    },
  ].slice(0, Number(scene.asked.get("tokens") ?? (scene.asked.has("push") ? 2 : 0)));

/** What a picture of the stand-in holds. */
export const picturedPushes = (): FoundPushView[] => [
  { handle: 1, issuer: "Example University", label: "ana", server: "mfa.example.edu" },
];

export const isPushLink = (link: string) =>
  /^(?:(?:otpauth|pia):\/\/pipush|edumfa-push:\/\/edumfa)\//i.test(link.trim());

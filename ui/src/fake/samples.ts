// Entries, accounts and sessions that look real and belong to nobody.
import type { AccountView, DigitsView, EntryView, SessionView } from "../bindings";

const ago = (days: number) => Date.now() - days * 86_400_000;

const row = (id: string, issuer: string, account: string, more: Partial<EntryView> = {}): EntryView => ({
  id,
  issuer,
  account,
  kind: "totp",
  algorithm: "SHA1",
  digits: 6,
  period: 30,
  counter: null,
  group: null,
  favourite: false,
  note: "",
  icon: { kind: "auto" },
  usedAtMs: null,
  uses: 0,
  createdAtMs: ago(120),
  changedAtMs: ago(120),
  recovery: null,
  ...more,
});

export const sampleEntries = (): EntryView[] => [
  row("e1", "GitHub", "ana@example.org", { favourite: true, group: "Work", usedAtMs: ago(0.02), uses: 214 }),
  row("e2", "Google", "ana.lindqvist@gmail.example", { favourite: true, usedAtMs: ago(1.2), uses: 96 }),
  row("e3", "Amazon Web Services", "ana / 4021-7743-0192", {
    group: "Work",
    note: "Root account. The hardware key is in the office safe.",
    usedAtMs: ago(3),
    uses: 41,
  }),
  row("e4", "Cloudflare", "infra@example.org", { group: "Work", usedAtMs: ago(9), uses: 12 }),
  row("e5", "Discord", "anneli", { usedAtMs: ago(40), uses: 7 }),
  row("e6", "Proton", "ana.l@proton.example", { period: 60, usedAtMs: ago(2), uses: 58 }),
  row("e7", "Steam", "anneli_plays", { kind: "steam", digits: 5, usedAtMs: ago(16), uses: 22 }),
  row("e8", "Nordea", "Ana Lindqvist", { digits: 8, group: "Money", usedAtMs: ago(5), uses: 30 }),
  row("e9", "Old VPN", "alindqvist", { kind: "hotp", period: 0, counter: 41, group: "Work" }),
  row("e10", "PayPal", "ana@example.org", { group: "Money", icon: { kind: "brand", slug: "paypal" } }),
  row("e11", "Zürcher Kantonalbank", "Verträge und Übersicht mit einem sehr langen Namen", {
    group: "Money",
    note: "Branch at Paradeplatz",
  }),
];

export const manyEntries = (count: number): EntryView[] => {
  const issuers = sampleEntries().map((entry) => entry.issuer);
  return Array.from({ length: count }, (_, at) =>
    row(`m${at}`, `${issuers[at % issuers.length]} ${at}`, `person${at}@example.org`, {
      group: at % 5 ? null : "Work",
    }),
  );
};

/** Invented digits: the same for the same entry and step, and nothing more. */
const digitsOf = (seed: string, step: number, length: number, letters: boolean): string => {
  let hash = 2166136261 ^ step;
  for (const sign of seed) hash = Math.imul(hash ^ sign.charCodeAt(0), 16777619);
  const alphabet = letters ? "23456789BCDFGHJKMNPQRTVWXY" : "0123456789";
  let out = "";
  for (let at = 0; at < length; at++) {
    hash = Math.imul(hash ^ (hash >>> 15), 2246822507) + at;
    out += alphabet[(hash >>> 8) % alphabet.length];
  }
  return out;
};

/** The digits that hold at a moment. */
export const digitsAt = (entry: EntryView, atMs: number): DigitsView => {
  const digits = (of: number) => digitsOf(entry.id, of, entry.digits, entry.kind === "steam");
  if (entry.kind === "hotp")
    return { id: entry.id, code: digits(entry.counter ?? 0), nextCode: null, validUntilMs: null };
  const step = Math.floor(atMs / 1000 / entry.period);
  return {
    id: entry.id,
    code: digits(step),
    nextCode: digits(step + 1),
    validUntilMs: (step + 1) * entry.period * 1000,
  };
};

const day = 86_400_000;

export const sampleAccounts = (): AccountView[] => [
  {
    id: "a1",
    issuer: "http://127.0.0.1:8420",
    server: "countersign",
    subject: "user-ana",
    name: "ana",
    state: "signedIn",
    scopes: ["openid", "profile", "email", "offline_access", "sessions", "approvals"],
    expiresAtMs: Date.now() + 62 * day,
    capabilities: [
      { ability: "listSessions", available: true, why: null },
      { ability: "endSession", available: true, why: null },
      { ability: "endOthers", available: true, why: null },
      { ability: "listDevices", available: false, why: "notBuiltYet" },
      { ability: "approvals", available: true, why: null },
      { ability: "administer", available: false, why: "notGranted" },
    ],
    managementUrl: "http://127.0.0.1:8420/account",
  },
  {
    id: "a2",
    issuer: "https://login.example.org/realms/people",
    server: "openid",
    subject: "f3c1",
    name: "Ana Lindqvist",
    state: "expiresSoon",
    scopes: ["openid", "profile"],
    expiresAtMs: Date.now() + 0.6 * day,
    capabilities: [
      { ability: "listSessions", available: false, why: "unknownServer" },
      { ability: "endSession", available: false, why: "unknownServer" },
      { ability: "endOthers", available: false, why: "unknownServer" },
      { ability: "listDevices", available: false, why: "unknownServer" },
      { ability: "approvals", available: false, why: "serverHasNone" },
      { ability: "administer", available: false, why: "serverHasNone" },
    ],
    managementUrl: "https://login.example.org/realms/people/account",
  },
  {
    id: "a3",
    issuer: "https://id.club.example",
    server: "openid",
    subject: "77",
    name: null,
    state: "signInAgain",
    scopes: ["openid"],
    expiresAtMs: null,
    capabilities: [{ ability: "listSessions", available: false, why: "unknownServer" }],
    managementUrl: null,
  },
];

export const sampleSessions = (): SessionView[] => {
  const now = Date.now();
  const one = (id: string, more: Partial<SessionView>): SessionView => ({
    id,
    device: null,
    os: null,
    browser: null,
    app: null,
    ip: null,
    place: null,
    createdAtMs: now - 3 * day,
    lastActiveAtMs: now - 3_600_000,
    expiresAtMs: now + 10 * day,
    current: false,
    user: "ana",
    ...more,
  });
  return [
    one("s2", {
      os: "Windows 11",
      browser: "Firefox 140",
      app: "Intranet",
      ip: "203.0.113.24",
      place: "Uppsala, Sweden",
    }),
    one("s1", {
      device: "Ana's ThinkPad",
      os: "Linux",
      app: "Countersign",
      ip: "127.0.0.1",
      current: true,
      lastActiveAtMs: now - 4000,
    }),
    one("s3", {
      os: "Android 16",
      browser: "Chrome 144",
      app: "Mail",
      ip: "198.51.100.7",
      place: "Stockholm, Sweden",
      lastActiveAtMs: now - 26 * 3_600_000,
    }),
    one("s4", {
      os: "iOS",
      browser: "Safari",
      ip: "2001:db8:85a3::8a2e:370:7334",
      lastActiveAtMs: now - 12 * day,
      createdAtMs: now - 40 * day,
    }),
    one("s5", { app: "backup-script", lastActiveAtMs: null, createdAtMs: null }),
  ];
};

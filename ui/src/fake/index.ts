// A stand-in for the core, so that the window can be looked at and tested in a browser. It keeps
// everything in memory, invents its digits and is never part of a production build.
//
// The address chooses the scene: ?scene=first|locked|open|empty|many|novault &away &theme=dark &masked
import type { AccountView, CodeView, commands as Commands, Failure, FailureCode } from "../bindings";
import type { Heard } from "../core";
import { codeAt, sampleAccounts, sampleCodes, sampleSessions, manyCodes } from "./samples";

const wait = (ms: number) => new Promise((done) => setTimeout(done, ms));
const fail = (code: FailureCode, detail = `stand-in: ${code}`): never => {
  throw { code, detail } satisfies Failure;
};

let asked = new URLSearchParams(location.search);
let pace = Number(asked.get("pace") ?? 1);

/** What the scene in the address begins with. */
function beginning() {
  const scene = asked.get("scene") ?? "first";
  return {
    exists: scene !== "first" && scene !== "novault",
    unlocked: ["open", "empty", "many"].includes(scene),
    password: "correct horse battery",
    entries:
      scene === "empty" || scene === "first" ? [] : scene === "many" ? manyCodes(10_000) : sampleCodes(),
    trash: [] as { entry: CodeView; trashedAtMs: number }[],
    accounts:
      asked.has("alone") || ["first", "empty", "novault"].includes(scene)
        ? ([] as AccountView[])
        : sampleAccounts(),
    sessions: sampleSessions(),
    settings: {
      theme: (asked.get("theme") ?? "system") as "system" | "light" | "dark",
      lockAfterMinutes: 5,
      clearClipboardAfterSeconds: 20,
      showCodes: !asked.has("masked"),
    },
    away: asked.has("away"),
    cancelled: false,
  };
}

let state = beginning();

/** For tests: forgets everything and reads the address again. */
export function restart() {
  asked = new URLSearchParams(location.search);
  pace = Number(asked.get("pace") ?? 1);
  state = beginning();
}

const open = () => (state.unlocked ? undefined : fail("locked"));
const fresh = () => state.entries.map((entry) => codeAt(entry, Date.now()));
const find = (id: string) => state.entries.find((entry) => entry.id === id) ?? fail("noSuchEntry");

let nextId = 1;
const put = (part: Partial<CodeView>): CodeView => {
  const entry = {
    ...sampleCodes()[0]!,
    id: `new-${nextId++}`,
    group: null,
    favourite: false,
    counter: null,
    ...part,
  } as CodeView;
  state.entries = [...state.entries, entry];
  return codeAt(entry, Date.now());
};

const read = (link: string) => {
  if (!/^otpauth:\/\//i.test(link.trim())) fail("badLink", "the address does not begin with otpauth://");
  const url = new URL(link.trim().replace(/^otpauth:/i, "https:"));
  const secret = url.searchParams.get("secret") ?? "";
  if (!secret) fail("badLink", "the address has no secret");
  if (!/^[a-z2-7= -]+$/i.test(secret)) fail("badKey", "the secret is not base32");
  const label = decodeURIComponent(url.pathname.slice(1));
  const [before, after] = label.includes(":") ? label.split(/:\s*/) : ["", label];
  const kind = url.host === "hotp" ? "hotp" : "totp";
  return {
    issuer: url.searchParams.get("issuer") ?? before ?? "",
    account: after ?? "",
    kind: kind as CodeView["kind"],
    algorithm: url.searchParams.get("algorithm") ?? "SHA1",
    digits: Number(url.searchParams.get("digits") ?? 6),
    period: kind === "hotp" ? 0 : Number(url.searchParams.get("period") ?? 30),
  };
};

const words = {
  weak: "This is similar to a commonly used password.",
  more: "Add another word or two. Uncommon words are better.",
};

let lockListener: ((event: never) => void) | undefined;
let accountsListener: ((event: never) => void) | undefined;

export const commands: typeof Commands = {
  vaultStatus: async () => ({
    exists: state.exists,
    unlocked: state.unlocked,
    path: "/home/ana/.local/share/countersign/vault.countersign",
  }),
  judgePassword: async (password) => {
    const score = Math.min(
      4,
      Math.floor(new Set(password).size / 3.2) - (/(.)\1\1|1234|password/i.test(password) ? 2 : 0),
    );
    const fair = Math.max(0, score);
    return {
      score: fair,
      acceptable: fair >= 3 && password.length >= 12,
      warning: fair < 2 ? words.weak : null,
      suggestions: fair < 3 ? [words.more] : [],
    };
  },
  createVault: async (password) => {
    await wait(900 * pace);
    if (state.exists) fail("vaultExists");
    if (password.length < 12) fail("weakPassword");
    Object.assign(state, { exists: true, unlocked: true, password });
    return null;
  },
  unlockVault: async (password) => {
    await wait(1000 * pace);
    if (password !== state.password) fail("wrongCredential", "the credential opens none of the 1 slots");
    state.unlocked = true;
    return fresh();
  },
  lockVault: async () => {
    state.unlocked = false;
    return null;
  },
  changePassword: async (current, replacement) => {
    await wait(1000 * pace);
    if (current !== state.password) fail("wrongCredential");
    if (replacement.length < 12) fail("weakPassword");
    state.password = replacement;
    return null;
  },
  noteActivity: async () => null,
  listCodes: async () => {
    open();
    return fresh();
  },
  previewEntry: async (link) => {
    const found = read(link);
    const remarks =
      found.digits === 8 ? ["The link asks for eight digits; check that the site expects eight."] : [];
    const alreadyThere = state.entries.some((e) => e.issuer === found.issuer && e.account === found.account);
    return { ...found, remarks, alreadyThere };
  },
  addEntry: async (link) => put(read(link)),
  addTypedEntry: async (form) => {
    const { key, ...rest } = form;
    if (!/^[a-z2-7= -]+$/i.test(key)) fail("badKey");
    return put(rest);
  },
  editEntry: async (id, change) => {
    const entry = { ...find(id), ...change };
    state.entries = state.entries.map((one) => (one.id === id ? entry : one));
    return codeAt(entry, Date.now());
  },
  removeEntry: async (id) => {
    state.trash = [{ entry: find(id), trashedAtMs: Date.now() }, ...state.trash];
    state.entries = state.entries.filter((entry) => entry.id !== id);
    return null;
  },
  restoreEntry: async (id) => {
    const back = state.trash.find(({ entry }) => entry.id === id) ?? fail("noSuchEntry");
    state.trash = state.trash.filter((one) => one !== back);
    state.entries = [...state.entries, back.entry];
    return codeAt(back.entry, Date.now());
  },
  listTrash: async () =>
    state.trash.map(({ entry, trashedAtMs }) => ({
      id: entry.id,
      issuer: entry.issuer,
      account: entry.account,
      trashedAtMs,
    })),
  copyCode: async (id) => {
    open();
    let entry = find(id);
    if (entry.kind === "hotp") {
      const counter = (entry.counter ?? 0) + 1;
      entry = { ...entry, counter, code: codeAt({ ...entry, kind: "totp", period: 1 }, counter * 1000).code };
      state.entries = state.entries.map((one) => (one.id === id ? { ...entry, code: null } : one));
    } else entry = codeAt(entry, Date.now());
    return { clearsAtMs: Date.now() + state.settings.clearClipboardAfterSeconds * 1000, entry };
  },
  listAccounts: async () => state.accounts,
  signIn: async (issuer) => {
    state.cancelled = false;
    for (let step = 0; step < 25 * pace; step++) {
      await wait(100);
      if (state.cancelled) fail("signInCancelled");
    }
    if (!/\./.test(issuer) && !issuer.includes("127.0.0.1"))
      fail("serverAway", `could not look up ${issuer}`);
    if (issuer.includes("wrong"))
      fail("notAServer", `${issuer}/.well-known/openid-configuration answered text/html`);
    const account = { ...sampleAccounts()[0]!, id: `account-${nextId++}`, issuer };
    state.accounts = [...state.accounts, account];
    return account;
  },
  cancelSignIn: async () => {
    state.cancelled = true;
    return null;
  },
  signInAgain: async (id) => {
    await wait(1200 * pace);
    return commands.refreshAccount(id);
  },
  refreshAccount: async (id) => {
    await wait(300);
    const account = state.accounts.find((one) => one.id === id) ?? fail("noSuchAccount");
    const signedIn = { ...account, state: "signedIn" as const };
    state.accounts = state.accounts.map((one) => (one.id === id ? signedIn : one));
    return signedIn;
  },
  signOut: async (id) => {
    await wait(300);
    const account = state.accounts.find((one) => one.id === id) ?? fail("noSuchAccount");
    state.accounts = state.accounts.filter((one) => one.id !== id);
    return { revoked: account.state !== "serverAway" };
  },
  openManagement: async () => null,
  listSessions: async (id) => {
    await wait(150 * pace);
    const account = state.accounts.find((one) => one.id === id) ?? fail("noSuchAccount");
    if (state.away || account.state === "serverAway") fail("serverAway", "connection refused");
    if (account.state === "signInAgain") fail("signInAgain", "invalid_grant");
    if (account.server === "openid") fail("notSupported");
    return state.sessions;
  },
  endSession: async (_account, id) => {
    await wait(250 * pace);
    if (!state.sessions.some((one) => one.id === id)) fail("noSuchSession");
    state.sessions = state.sessions.filter((one) => one.id !== id);
    return { sessions: 1, refreshFamilies: 1, accessTokensUntilMs: Date.now() + 9 * 60_000 };
  },
  endOtherSessions: async () => {
    await wait(250 * pace);
    const others = state.sessions.filter((one) => !one.current).length;
    state.sessions = state.sessions.filter((one) => one.current);
    if (asked.has("goesaway")) state.away = true;
    return { sessions: others, refreshFamilies: others, accessTokensUntilMs: null };
  },
  readSettings: async () => state.settings,
  saveSettings: async (settings) => {
    state.settings = settings;
    return null;
  },
  readAbout: async () => ({
    version: "0.1.0",
    dataDirectory: "/home/ana/.local/share/countersign",
    configDirectory: "/home/ana/.config/countersign",
  }),
};

export const events: Heard = {
  vaultLocked: {
    listen: async (listener) => {
      lockListener = listener as typeof lockListener;
      return () => (lockListener = undefined);
    },
  },
  accountsChanged: {
    listen: async (listener) => {
      accountsListener = listener as typeof accountsListener;
      return () => (accountsListener = undefined);
    },
  },
};

/** For tests: what the core would do by itself. */
export const nudge = {
  lock: (reason: "idle") => {
    state.unlocked = false;
    lockListener?.({ event: "vault-locked", id: 0, payload: { reason } } as never);
  },
  away: (away: boolean) => (state.away = away),
  account: (id: string, change: Partial<AccountView>) => {
    state.accounts = state.accounts.map((one) => (one.id === id ? { ...one, ...change } : one));
    accountsListener?.({ event: "accounts-changed", id: 0, payload: null } as never);
  },
};

if (asked.has("nudge")) Object.assign(window, { nudge });

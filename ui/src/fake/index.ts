// A stand-in for the core, so that the window can be looked at and tested in a browser. It keeps
// everything in memory, invents its digits and is never part of a production build.
//
// The address chooses the scene: ?scene=first|locked|open|empty|many|novault &away &theme=dark &masked
// &approval=1..3|nonumber &push=standard|presence|code|why|long &tokens=0..2 &pushqr &burst &muted &notused
// &stale &codes &lastfactor &unheard &stillafactor &lines=waiting|away
import type { AccountView, commands as Commands, Settings } from "../bindings";
import type { Heard } from "../core";
import { approvalCommands, approvalNudges, happensTo, restartApprovals } from "./approvals";
import { fail, readScene, scene, wait } from "./common";
import { entryCommands, restartEntries } from "./entries";
import { recoveryCommands, restartRecovery } from "./recovery";
import { pushCommands, restartPushes } from "./pushCommands";
import { sampleAccounts, sampleSessions } from "./samples";
import { restartVault, vaultCommands } from "./vault";

/** What the scene in the address begins with. */
function beginning() {
  const { asked, name } = scene;
  return {
    accounts:
      asked.has("alone") || ["first", "empty", "novault"].includes(name)
        ? ([] as AccountView[])
        : sampleAccounts(),
    sessions: sampleSessions(),
    settings: {
      theme: asked.get("theme") ?? "system",
      lockAfterMinutes: 5,
      clearClipboardAfterSeconds: 20,
      showCodes: !asked.has("masked"),
      backupFolder: null,
      backupOnChange: true,
      quickPickKey: "Ctrl+Alt+Space",
      keepInTray: true,
      clockOffsetMs: 0,
      compact: asked.has("compact"),
      sort: "favourites",
    } as Settings,
    away: asked.has("away"),
    cancelled: false,
  };
}

let state = beginning();

/** For tests: forgets everything and reads the address again. */
export function restart() {
  readScene();
  restartApprovals();
  restartPushes();
  restartEntries();
  restartRecovery();
  restartVault();
  state = beginning();
}

let nextId = 1;

const words = {
  weak: "This is similar to a commonly used password.",
  more: "Add another word or two. Uncommon words are better.",
};

export const commands: typeof Commands = {
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
  ...vaultCommands,
  noteActivity: async () => null,
  ...entryCommands,
  ...recoveryCommands,
  ...approvalCommands,
  ...pushCommands,
  listAccounts: async () => state.accounts,
  signIn: async (issuer) => {
    state.cancelled = false;
    for (let step = 0; step < 25 * scene.pace; step++) {
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
    await wait(1200);
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
    return { revoked: account.state !== "serverAway", stillAFactor: scene.asked.has("stillafactor") };
  },
  openManagement: async () => null,
  listSessions: async (id) => {
    await wait(150);
    const account = state.accounts.find((one) => one.id === id) ?? fail("noSuchAccount");
    if (state.away || account.state === "serverAway") fail("serverAway", "connection refused");
    if (account.state === "signInAgain") fail("signInAgain", "invalid_grant");
    if (account.server === "openid") fail("notSupported");
    return state.sessions;
  },
  endSession: async (_account, id) => {
    await wait(250);
    if (!state.sessions.some((one) => one.id === id)) fail("noSuchSession");
    state.sessions = state.sessions.filter((one) => one.id !== id);
    return { sessions: 1, refreshFamilies: 1, accessTokensUntilMs: Date.now() + 9 * 60_000 };
  },
  endOtherSessions: async () => {
    await wait(250);
    const others = state.sessions.filter((one) => !one.current).length;
    state.sessions = state.sessions.filter((one) => one.current);
    if (scene.asked.has("goesaway")) state.away = true;
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

const heard = new Map<string, (event: never) => void>();
const hearing = (name: string) => ({
  listen: async (listener: (event: never) => void) => {
    heard.set(name, listener);
    return () => heard.delete(name);
  },
});
const happens = (name: string, payload: unknown) =>
  heard.get(name)?.({ event: name, id: 0, payload } as never);

export const events = {
  vaultLocked: hearing("vaultLocked"),
  accountsChanged: hearing("accountsChanged"),
  approvalsChanged: hearing("approvalsChanged"),
  approvalsShown: hearing("approvalsShown"),
  entriesChanged: hearing("entriesChanged"),
  qrDropped: hearing("qrDropped"),
  quickPickShown: hearing("quickPickShown"),
} as unknown as Heard;

happensTo(() => happens("approvalsChanged", null));

/** For tests: what the core would do by itself. */
export const nudge = {
  lock: (reason: "idle") => {
    scene.unlocked = false;
    happens("vaultLocked", { reason });
  },
  away: (away: boolean) => (state.away = away),
  account: (id: string, change: Partial<AccountView>) => {
    state.accounts = state.accounts.map((one) => (one.id === id ? { ...one, ...change } : one));
    happens("accountsChanged", null);
  },
  ...approvalNudges,
  showApprovals: (id: string | null = null) => happens("approvalsShown", { id }),
  entries: () => happens("entriesChanged", null),
  dropped: async () => happens("qrDropped", { found: await commands.findQr({ kind: "clipboard" }) }),
};

if (scene.asked.has("nudge")) Object.assign(window, { nudge });

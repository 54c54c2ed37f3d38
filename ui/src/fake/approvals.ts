// The stand-in's approvals: questions that arrive, run out and are answered by one number.
import type {
  ApprovalView,
  ApprovalsView,
  commands as Commands,
  EnrolledView,
  NotMeView,
  PushView,
  StreamState,
} from "../bindings";
import { fail, open, scene, wait } from "./common";
import { beginningPushes } from "./pushes";

/** What the invented sign-in page shows. */
export const sampleNumber = "204518";

/** What the invented server gives to whoever has no other way in. */
export const sampleEnrolmentCodes = [
  "M9S34-6Q3D2-5VT4F-5V37E-3S3E2",
  "8JT97-KB6CQ-643DZ-VMXXQ-KFBF5",
  "KZNWJ-47TAN-9ZT24-MNPZX-45HY4",
  "3KWJR-P1XPA-7Z3DJ-8FSSZ-5AWSH",
  "8VHTP-RE95B-9EE0Z-BGJ09-TQM83",
  "XSSSS-6YS3C-4DWA7-N3609-6Q14D",
  "R9GPQ-Y77ZX-YYK59-6NGYA-1DQ91",
  "K5GQA-PENEC-FSECZ-P11HY-GCPWP",
  "Q5E6E-YCNDY-0YP57-RCYBV-N5SXS",
  "5AA81-9X9YP-98106-8VCD1-GDJFM",
];

const life = 120_000;

export const sampleApproval = (id = "q1", more: Partial<ApprovalView> = {}): ApprovalView => ({
  id,
  accountId: "a1",
  serverName: "login.example.org",
  issuer: "https://login.example.org",
  purpose: "signIn",
  app: "Intranet",
  message: null,
  browser: "Firefox 140",
  os: "Linux",
  ip: "203.0.113.24",
  place: "Porto",
  placeWithinKm: 20,
  sameAddress: true,
  number: true,
  createdAtMs: Date.now() - 11_000,
  expiresAtMs: Date.now() - 11_000 + life,
  triesLeft: null,
  ...more,
});

const others = (): ApprovalView[] => [
  sampleApproval("q2", {
    app: null,
    browser: "Chrome 144",
    os: "Windows 11",
    ip: "2001:db8:85a3::8a2e:370:7334",
    place: null,
    placeWithinKm: null,
    sameAddress: false,
  }),
  sampleApproval("q3", {
    serverName: "id.club.example",
    issuer: "https://id.club.example",
    purpose: "backchannel",
    app: "Club till",
    message: "Transfer of 40.00 EUR to Verein der Freunde, reference 7Q2",
    browser: null,
    os: null,
    sameAddress: false,
  }),
];

const burst = (): ApprovalView[] =>
  [9, 6, 4, 0.2].map((minutes, at) =>
    sampleApproval(`b${at}`, {
      app: at % 2 ? "Intranet" : null,
      browser: "Chrome 144",
      os: "Windows 11",
      ip: "198.51.100.7",
      place: at === 2 ? null : "Lagos, Nigeria",
      placeWithinKm: 50,
      sameAddress: false,
      createdAtMs: Date.now() - minutes * 60_000,
      expiresAtMs: Date.now() - minutes * 60_000 + life,
    }),
  );

function beginning() {
  const { asked } = scene;
  const wanted = asked.get("approval");
  const cards = asked.has("burst")
    ? []
    : wanted === "nonumber"
      ? [sampleApproval("q1", { number: false, purpose: "stepUp", app: "Backup robot", place: "Porto" })]
      : [sampleApproval(), ...others()].slice(0, Number(wanted ?? 0));
  const used: StreamState = asked.has("notused")
    ? "notEnrolled"
    : ((asked.get("lines") ?? "connected") as StreamState);
  return {
    view: {
      cards,
      pushes: beginningPushes(),
      burst: asked.has("burst") ? { sinceMs: Date.now() - 9 * 60_000, requests: burst() } : null,
      mutedUntilMs: asked.has("muted") ? Date.now() + 17 * 60_000 : null,
      streams: ["alone", "empty", "first"].includes(scene.name) ? [] : [{ accountId: "a1", state: used }],
    } as Omit<ApprovalsView, "waiting">,
    stale: asked.has("stale"),
    wrong: 0,
  };
}

let state = beginning();
let tell = () => {};

/** Called with what tells the window that something changed. */
export const happensTo = (change: () => void) => (tell = change);

export const restartApprovals = () => void (state = beginning());

export const view = () => state.view;

export const change = (more: Partial<typeof state.view>) => {
  state.view = { ...state.view, ...more };
  tell();
};

/** As the core counts them: also those that a burst keeps back. */
const waiting = () =>
  (state.view.burst?.requests ?? state.view.cards).filter((card) => card.expiresAtMs > Date.now()).length;

const without = (id: string) => state.view.cards.filter((card) => card.id !== id);

/** Refuses what can no longer be answered. */
async function find(id: string): Promise<ApprovalView> {
  open();
  await wait(250);
  const card = state.view.cards.find((one) => one.id === id);
  if (!card) return fail("noSuchApproval");
  if (card.expiresAtMs <= Date.now()) return fail("approvalOver");
  return card;
}

type Answered =
  | "listApprovals"
  | "approve"
  | "deny"
  | "denyNotMe"
  | "openPasswordPage"
  | "enrolDevice"
  | "copyEnrolmentCodes"
  | "leaveDevice"
  | "suggestDeviceName"
  | "liftBurst";

export const approvalCommands: Pick<typeof Commands, Answered> = {
  listApprovals: async () => ({ ...state.view, waiting: waiting() }),
  approve: async (_account, id, digits) => {
    const card = await find(id);
    if (card.number && digits !== sampleNumber) {
      const triesLeft = (card.triesLeft ?? 3) - 1;
      const cards = state.view.cards.map((one) => (one.id === id ? { ...one, triesLeft } : one));
      change({ cards: triesLeft > 0 ? cards : without(id) });
      fail("wrongNumber");
    }
    change({ cards: without(id) });
    return null;
  },
  deny: async (_account, id) => {
    await find(id);
    change({ cards: without(id) });
    return null;
  },
  denyNotMe: async (_account, id) => {
    const card = await find(id);
    const mutedUntilMs = Date.now() + 20 * 60_000;
    if (scene.asked.has("unheard")) {
      change({ mutedUntilMs });
      return {
        accountId: card.accountId,
        denied: false,
        sessionsEnded: null,
        askingSessionEnded: null,
        mutedUntilMs,
        passwordPage: null,
        recorded: false,
        failed: ["deny", "end_asking", "end_sessions", "mute", "record", "password_page"],
      } satisfies NotMeView;
    }
    change({ cards: without(id), mutedUntilMs });
    const part = scene.asked.has("part");
    return {
      accountId: card.accountId,
      denied: true,
      sessionsEnded: part
        ? null
        : { sessions: 3, refreshFamilies: 3, accessTokensUntilMs: Date.now() + 8 * 60_000 },
      askingSessionEnded: part ? null : true,
      mutedUntilMs,
      passwordPage: "https://login.example.org/account",
      recorded: !part,
      failed: part ? ["end_asking", "end_sessions", "record"] : [],
    } satisfies NotMeView;
  },
  openPasswordPage: async () => null,
  enrolDevice: async (account, name) => {
    open();
    await wait(600);
    if (state.stale) {
      state.stale = false;
      fail("freshFactorNeeded");
    }
    change({ streams: [{ accountId: account, state: "connected" }] });
    return {
      approver: {
        accountId: account,
        issuer: "http://127.0.0.1:8420",
        name,
        device: "d1",
        key: "k1",
        enrolledAtMs: Date.now(),
      },
      recoveryCodes: scene.asked.has("codes") ? sampleEnrolmentCodes : [],
    } satisfies EnrolledView;
  },
  copyEnrolmentCodes: async () => Date.now() + 20_000,
  leaveDevice: async (account) => {
    await wait(300);
    if (state.stale) {
      state.stale = false;
      fail("freshFactorNeeded");
    }
    if (scene.asked.has("lastfactor")) fail("lastFactor");
    change({ streams: [{ accountId: account, state: "notEnrolled" }] });
    return null;
  },
  suggestDeviceName: async () => "ana-thinkpad",
  liftBurst: async () => {
    const cards = state.view.burst?.requests.filter((card) => card.expiresAtMs > Date.now()) ?? [];
    change({ burst: null, cards });
    return null;
  },
};

/** For tests: what comes from the server. */
export const approvalNudges = {
  asks: (...cards: ApprovalView[]) => change({ cards: [...state.view.cards, ...cards] }),
  asksPush: (...pushes: PushView[]) => change({ pushes: [...state.view.pushes, ...pushes] }),
  takesBack: (id: string) =>
    change({ cards: without(id), pushes: state.view.pushes.filter((push) => push.id !== id) }),
  line: (account: string, line: StreamState) => change({ streams: [{ accountId: account, state: line }] }),
};

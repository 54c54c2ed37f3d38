// What is said when somebody wants to know: is this sign-in you?
import type { ApprovalPurpose, StreamState } from "../bindings";
import { plural } from "./plural";

export const approvals = {
  title: "Approvals",
  /** The place in the rail, for whoever hears it. */
  placeWaiting: (count: number) => `Approvals, ${count} waiting`,
  windowTitle: (count: number) => `(${count}) Countersign`,
  /** Said once when a card arrives, wherever one is. */
  arrived: (who: string, server: string) => `A sign-in waits for your answer: ${who} at ${server}.`,
  waiting: (count: number) =>
    count === 1 ? "A sign-in waits for your answer" : `${count} sign-ins wait for your answer`,
  look: "Look at it",

  card: {
    label: "Is this you?",
    of: (at: number, all: number) => `${at} of ${all}`,
    next: "Next",
    what: {
      signIn: (app: string | null) => (app ? `Sign in to ${app}` : "Sign in to your account"),
      stepUp: (app: string | null) => (app ? `Go on in ${app}` : "Go on in your account"),
      backchannel: (app: string | null) => (app ? `${app} asks for you` : "A program asks for you"),
    } satisfies Record<ApprovalPurpose, (app: string | null) => string>,
    why: {
      signIn: null,
      stepUp: "Someone who is signed in wants to do what needs a fresh proof.",
      backchannel: "It asks without a browser.",
    } satisfies Record<ApprovalPurpose, string | null>,
    at: (server: string) => `at ${server}`,
    message: "The program says",
    device: "Asked from",
    ip: "Address",
    place: "Place",
    asked: "Asked",
    on: (browser: string, os: string) => `${browser} on ${os}`,
    deviceUnknown: "unknown device",
    ipUnknown: "address unknown",
    near: (place: string) => `near ${place}`,
    nearWithin: (place: string, km: number) => `near ${place}, within ${km} km`,
    placeUnknown: "place unknown",
    hint: "Hint",
    sameAddress: "seems to come from this computer",
    sameAddressWhy: "Others can share its address.",
    left: (seconds: number) =>
      seconds >= 60
        ? `${plural(Math.floor(seconds / 60), "minute", "minutes")} ${plural(seconds % 60, "second", "seconds")} left`
        : `${plural(seconds, "second", "seconds")} left`,
    leftShort: (seconds: number) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`,
    number: "Number on the sign-in page",
    numberHint: "Six digits, shown on that page alone.",
    noNumber: "I started this myself, just now",
    noNumberHint: "This program shows no number. Approve only what you are waiting for.",
    wrong: "That is not the number on the page.",
    wrongLeft: (left: number) =>
      left === 1
        ? "That is not the number on the page. One more wrong number denies it."
        : `That is not the number on the page. ${plural(left, "try", "tries")} left.`,
    deny: "Deny",
    approve: "Approve",
    sending: "Sending your answer…",
    notMe: "This was not me",
    notMeDoes: "For what you did not start. At once it",
    notMeSteps: [
      "denies this and ends the sign-in that asks",
      "ends your other sessions there, not this app’s",
      "pauses approvals for 20 minutes",
      "is written to the log, here and there",
    ],
  },

  /** What became of a card that is no longer there. */
  outcome: {
    approved: (who: string) => `Approved. ${who} may go on.`,
    denied: (who: string) => `Denied. ${who} was told no.`,
    wrong: "The number was wrong three times, so it was denied.",
    expired: (who: string) => `Time is up. ${who} was not approved.`,
    elsewhere: (who: string) => `${who} was answered on another device, or taken back.`,
  },

  notMe: {
    title: "What was done",
    titlePart: "Not everything could be done",
    titleNothing: "Nobody knows whether the server heard it",
    denied: "Denied, signed by this computer.",
    notDenied: "Nobody confirmed that it was denied. While it is shown, you can say so again.",
    askingEnded: "The sign-in that asked is over.",
    askingNotEnded: "The sign-in that asked was not ended.",
    askingUnknown: "Nobody confirmed that the sign-in that asked is over.",
    ended: (count: number) =>
      count === 0
        ? "No other session was left to end."
        : `${plural(count, "other session", "other sessions")} ended.`,
    endedUntil: (count: number, time: string) =>
      `${count === 0 ? "No other session was left to end" : `${plural(count, "other session", "other sessions")} ended`}. An access token that was handed out before may still pass until ${time} at a server that does not ask.`,
    notEnded: "Nobody confirmed that your other sessions ended. Look at them.",
    muted: (time: string) => `Nobody is asked for approvals until ${time}.`,
    mutedHere: (time: string) =>
      `This computer shows nothing new until ${time}. The server did not confirm that it asks nobody else.`,
    notMuted: "Approvals are not paused.",
    recorded: "Written to the log of the server.",
    notRecorded: "The server did not confirm that it is in its log.",
    password: "Somebody probably knows your password. Change it now.",
    change: "Change the password",
    changeHint: "Opens the page of the server in your browser.",
    sessions: "Your sessions",
    done: "Done",
    back: "Go back",
  },

  burst: {
    title: "Many sign-ins that you did not ask for?",
    lead: (count: number, time: string) =>
      `${plural(count, "request", "requests")} came since ${time}. People are flooded like this so that they approve once to make it stop.`,
    timeline: "What was asked",
    advice:
      "If you did not start these, somebody probably knows your password. Nothing happens while you do not approve.",
    read: "I have read this",
    show: "Show the request that waits",
    lift: "Go on as usual",
    none: "No request waits now.",
  },

  muted: (time: string) => `Approvals are paused until ${time}`,
  mutedHint:
    "You said that a sign-in was not you. Until then nobody is asked; signing in with another factor works.",

  locked: {
    title: "Unlock to answer",
    lead: "The key to answer with is in the vault. The time runs on.",
    burst: "Several sign-ins were asked for. Unlock to see them all.",
  },

  empty: {
    title: "No sign-in waits",
    hint: "When somebody signs in as you at a server below, the question appears here and as a notification.",
    nobody: "No server can ask this computer yet",
    nobodyHint:
      "Let this computer answer for an account below. Then signing in there is a number typed here.",
    noAccount: "You are not connected to a server",
    noAccountHint: "Sign in to one, and this computer can answer when somebody signs in as you.",
    toAccounts: "Go to Accounts",
    accounts: "Who can ask this computer",
  },

  stream: {
    connected: "Connected",
    waiting: "Connecting again",
    away: "Server away",
    notEnrolled: "Not used",
  } satisfies Record<StreamState, string>,
  streamHint: {
    connected: "Questions arrive at once, also while the vault is locked.",
    waiting: "The line to the server was lost. Questions arrive once it is back.",
    away: "The server does not answer. Nobody can be asked meanwhile; other factors still work.",
    notEnrolled: "This computer does not answer for this account.",
  } satisfies Record<StreamState, string>,
  cannot: "The server of this account cannot ask for approvals.",
  signInFirst: "Sign in to this account again first.",

  enrol: {
    use: "Use this computer for approvals",
    name: "Name of this computer",
    nameHint: "The sign-in page shows it: “Approve on …”.",
    submit: "Use it",
    busy: "Making a key and telling the server…",
    done: (server: string) => `This computer now answers for ${server}.`,
    noVault: "The key with which this computer answers is kept in a vault. Make one first.",
    makeVault: "Make a vault",
    stale: "The server wants to see you once more",
    staleHint:
      "A computer is let in only within ten minutes of a proof that it is you. Sign in again, with your second factor if you have one; then this goes on by itself.",
    staleLeaveHint:
      "A computer is taken away only within ten minutes of a proof that it is you. Sign in again, with your second factor; then this goes on by itself.",
    again: "Sign in again",
    waitingForBrowser: "Waiting for the browser. Sign in on the page that just opened.",
    stop: "Stop waiting",
    leave: "Stop using it",
    leaving: "Taking it away at the server…",
    leaveQuestion: "Stop answering for this account?",
    leaveHint:
      "The key is removed here and at the server, and your other sessions there end. You can sign in with your other factors.",
    leaveConfirm: "Stop using it",
    left: (server: string) => `This computer no longer answers for ${server}.`,
  },

  /** Codes that came with an enrolment. */
  codes: {
    title: "Write these codes down",
    lead: (server: string) =>
      `If you lose this computer, these codes are the only other way in at ${server}. Keep them where this computer is not.`,
    list: "Recovery codes",
    hint: "Each is good once. They are not shown again; the account page of the server makes new ones.",
    copy: "Copy all",
    copied: (seconds: number) => (seconds > 0 ? `Copied, clears in ${seconds}\u00a0s` : "Copied"),
    written: "I have written them down",
  },
};

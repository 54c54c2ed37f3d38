// What is said of push tokens of privacyIDEA and eduMFA: their questions, and the tokens themselves.
import type { PushReason } from "../bindings";

export const push = {
  card: {
    title: (who: string) => `${who} asks you`,
    at: (server: string, label: string) => (label === "" ? `at ${server}` : `at ${server}, token “${label}”`),
    message: "The server says",
    limits: "It does not say where the sign-in comes from, and no number is typed.",
    limitsAdvice: "Approve only what you just started yourself.",
    choices: "Which one does the sign-in page show?",
    choicesHint:
      "Picking it approves. One wrong pick ends it here; the server itself does not count them, so do not guess.",
    choice: (choice: string) => `Approve, the page shows ${choice}`,
    why: "Deny and say why",
    reasons: {
      unknownTrigger: "I did not start this",
      cancelled: "I started it by mistake",
    } satisfies Record<PushReason, string>,
  },

  outcome: {
    wrong: "That is not what the page shows. Nothing was approved, and this sign-in is not asked for again.",
    elsewhere: (who: string) => `The question of ${who} was answered elsewhere, or taken back.`,
    advice: (server: string) =>
      `Whoever started it probably knows your password at ${server}. Change it, and tell whoever runs the server.`,
  },

  code: {
    title: "Type this into the sign-in page",
    lead: (who: string) => `${who} was told yes, and waits for it. Nobody else should ask you for it.`,
    says: "The server says",
    spoken: (code: string) => `Code ${[...code].join(" ")}`,
    copy: "Copy",
    copied: "Copied. It is on the clipboard until something else is.",
    done: "I have typed it",
  },

  tokens: {
    title: "Push tokens",
    more: "Another one",
    hint: "Of privacyIDEA and eduMFA. Their servers are asked every few seconds while the vault is open.",
    none: "No push token is kept here.",
    noneHint: "A server that uses privacyIDEA or eduMFA can ask this computer instead of a phone.",
    add: "Add push token",
    unnamed: "Push token",
    line: (server: string, serial: string) => `${server} · ${serial}`,
    since: (day: string) => `since ${day}`,
    remove: "Remove",
    removeName: (name: string) => `Remove the push token ${name}`,
    removeQuestion: "Remove this push token?",
    removeHint:
      "Its key is deleted here, so nobody is asked here any more. The server is not told: delete the token there too, or you are asked where nobody answers.",
    removeConfirm: "Remove it",
    removed: (name: string) => `The push token ${name} is removed from this computer.`,
  },

  add: {
    title: "Add a push token",
    lead: "Start adding a push token on the page of the server, as if for a phone. It shows a QR picture.",
    link: "Link",
    linkHint: "It is behind the QR picture and begins with otpauth://pipush, pia://pipush or edumfa-push.",
    submit: "Add push token",
    badLink: {
      title: "This link enrols no push token",
      hint: "Nothing was added. Copy it again from the page of the server, the whole of it. A link for codes is added under Codes.",
    },
    once: "A link is good once. If it does not work again, start anew on the page of the server.",
    picture: "Or read the picture",
    busy: "Making a key and telling the server…",
    busyHint: "This takes a few seconds.",
    found: "The picture holds",
    none: "There is a QR code in it, but none for a push token.",
    entries: "It is for one-time codes. Add it under Codes.",
    addOne: "Add",
    addName: (name: string, server: string) => `Add the push token ${name} at ${server}`,
    again: "Another picture",
    added: (name: string) => `This computer now answers for the push token ${name}.`,
    insist: "Add it although it is unsafe?",
    insistHint:
      "If the server’s certificate is not checked or nothing is encrypted, somebody in between can pose as it. If it wants a fingerprint for each answer, none is asked for here. Ask whoever runs the server first.",
    insistConfirm: "Add it all the same",
  },

  /** In the panel that adds entries. */
  offer: {
    title: "This is a push token",
    hint: "It makes no codes: its server asks you, and you answer under Approvals.",
    found: (count: number) =>
      count === 1 ? "The picture holds a push token." : `The picture holds ${count} push tokens.`,
    go: "Add it under Approvals",
  },
};

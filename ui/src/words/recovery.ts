// The sentences of recovery codes and of what deserves attention.
import type { HealthKind, Severity } from "../bindings";
import { plural } from "./plural";

export const recovery = {
  title: "Recovery codes",
  back: "Back to codes",
  lead: "Each opens an account once when its code is out of reach. Keep a printed copy somewhere else too.",
  add: "Add recovery codes",
  addShort: "Add",
  kitTitle: "Print the recovery kit",
  kitLead:
    "Every recovery code of this vault, on paper. Anyone who finds the sheet can use them: put it where you keep documents, not beside the computer.",
  kitSubmit: "Prepare the sheet",
  kitBusy: "Checking…",
  kitReady: (count: number) =>
    `${plural(count, "account", "accounts")} on the sheet. It is forgotten when you leave.`,
  kitPrint: "Print",
  kitPaper: "Recovery codes",
  kitPaperHint:
    "Each code works once. Cross it out when you have used it. Keep this sheet like a key: whoever has it can sign in as you.",
  kitMade: (when: string) => `Printed from Countersign on ${when}`,
  kitSpent: (when: string) => `used ${when}`,
  empty: "No recovery codes yet",
  emptyHint:
    "When a site gives you recovery or backup codes, paste them here. They are sealed in the vault, counted, and crossed out as you use them.",
  left: (count: number) => `${plural(count, "recovery code", "recovery codes")} left`,
  leftShort: (count: number) => (count === 0 ? "none left" : `${count} left`),
  of: (left: number, total: number) => `${left} of ${total} left`,
  low: "Nearly used up. Ask the site for new ones.",
  noneLeft: "All used. Ask the site for new ones.",
  without: "Not tied to an entry",
  useNext: "Use next",
  used: (name: string, seconds: number) =>
    seconds > 0
      ? `${name}: copied and marked as used, clears in ${seconds}\u00a0s`
      : `${name}: copied and marked as used`,
  usedOnly: (name: string) => `${name}: marked as used. It could not be copied; type it.`,
  usedTitle: "Type this one",
  usedHint: (left: number) =>
    left === 0
      ? "It is marked as used. None is left after it."
      : `It is marked as used. ${left} left after it.`,
  usedUndo: "Not used after all",
  restored: "It counts as unused again.",
  number: (index: number) => `Code ${index + 1}`,
  spent: (when: string) => `Used ${when}`,
  unspent: "Unused",
  spend: "Mark as used",
  unspend: "Mark as unused",
  reveal: "Reveal all…",
  revealLead: "All codes of this account are shown for a minute.",
  revealSubmit: "Reveal",
  revealBusy: "Checking…",
  hide: (seconds: number) => `Hide (${seconds} s)`,
  replace: "Replace by new ones…",
  extend: "Add more…",
  remove: "Remove all…",
  removeQuestion: (name: string) => `Remove the recovery codes of ${name}?`,
  removeHint: "They cannot be brought back, except from a backup. The entry itself stays.",
  removeConfirm: "Remove them",
  removed: (name: string) => `The recovery codes of ${name} are removed.`,
  added: (name: string, count: number) =>
    `${name}: ${plural(count, "recovery code", "recovery codes")} kept.`,
  form: {
    whose: "For which account",
    whoseHint: "An entry, or any other name",
    paste: "Paste the codes",
    pasteHint: "As the site shows them, with numbers, dots or headings. They are told apart here.",
    pastePlaceholder: "1. 4f9k2-8dm3p\n2. q7rt1-x02ze\n…",
    recognised: (count: number) => `${plural(count, "code", "codes")} recognised`,
    code: (at: number) => `Code ${at + 1}`,
    drop: (code: string) => `Leave out ${code}`,
    dropped: (count: number) => `${plural(count, "line was", "lines were")} left out`,
    markedUsed: (count: number) => `${plural(count, "code is", "codes are")} marked as used in the text`,
    takeAnyway: "Take it as a code",
    note: "Note",
    save: (count: number) => (count === 0 ? "Keep codes" : `Keep ${plural(count, "code", "codes")}`),
    replaceNote: (count: number) =>
      `The ${plural(count, "code", "codes")} kept so far will be replaced: most sites void the old ones when they hand out new ones.`,
  },
};

type Item = { title: (count: number) => string; why: string; remedy: string };

export const health = {
  title: "Health",
  button: (count: number) => `Health: ${plural(count, "thing deserves", "things deserve")} attention`,
  lead: "What would make your codes safer, the pressing things first.",
  good: "Everything is in order",
  goodHint: "Backups are fresh, recovery codes are at hand and every key is strong.",
  again: "Look again",
  more: (count: number) => `and ${count} more`,
  all: "Show all",
  fewer: "Show fewer",
  severity: { now: "Now", soon: "Soon", consider: "When there is time" } satisfies Record<Severity, string>,
  items: {
    noBackup: {
      title: () => "No backup for thirty days",
      why: "If this disk fails, codes that were added since are lost with it.",
      remedy: "Back up",
    },
    passwordNotSeen: {
      title: () => "You have not typed the vault password for a long time",
      why: "The keychain opens the vault on this computer. On any other you need the password: make sure that you still know it.",
      remedy: "Check the password",
    },
    fewRecoveryCodes: {
      title: (count) => `${plural(count, "account has", "accounts have")} few recovery codes left`,
      why: "Fewer than three are left. Most sites hand out new ones on their security page.",
      remedy: "Renew",
    },
    noRecoveryKey: {
      title: () => "The vault has no recovery key",
      why: "If the password is forgotten, nothing else opens the vault. A recovery key on paper does.",
      remedy: "Make one",
    },
    weakSeed: {
      title: (count) => `${plural(count, "key is", "keys are")} shorter than 128 bits`,
      why: "The standard asks for 128 bits at least. Set the second factor up anew at the site to get a longer key.",
      remedy: "Look at it",
    },
    noRecoveryCodes: {
      title: (count) => `${plural(count, "account has", "accounts have")} no recovery codes`,
      why: "If this vault is ever out of reach, they are the way back in. Fetch them from the site and keep them here too.",
      remedy: "Add codes",
    },
    duplicates: {
      title: (count) => `${plural(count, "key is", "keys are")} kept more than once`,
      why: "They make the same codes. Keep the one with the better name and move the other to the trash.",
      remedy: "Compare",
    },
    neverUsed: {
      title: (count) => `${plural(count, "entry was", "entries were")} never used`,
      why: "Perhaps the account is gone, or its second factor was set up elsewhere. Try once whether the code is accepted.",
      remedy: "Look at it",
    },
    weakParameters: {
      title: () => "The vault is sealed with less work than today’s default",
      why: "Guessing the password is cheaper than it needs to be. Strengthening takes a few seconds and changes nothing else.",
      remedy: "Strengthen",
    },
  } satisfies Record<HealthKind, Item>,
};

export const quick = {
  title: "Quick pick",
  search: "Find a code",
  none: "Nothing fits",
  empty: "No codes yet",
  noVault: "There is no vault yet. Open Countersign to make one.",
  locked: "Unlock to pick a code",
  password: "Vault password",
  unlock: "Unlock",
  keychain: "Open with the keychain",
  copies: "copies",
  copiesNext: "copies the next one",
};

// What the settings say, section by section.
import { plural } from "./plural";

/** "3 seconds", "0.4 seconds", "2 minutes": how far two clocks are apart, without its direction. */
const apart = (ms: number): string => {
  const size = Math.abs(ms);
  if (size < 10_000)
    return `${(size / 1000).toLocaleString("en", { maximumFractionDigits: 1 })} ${size === 1000 ? "second" : "seconds"}`;
  if (size < 120_000) return plural(Math.round(size / 1000), "second", "seconds");
  if (size < 7_200_000) return plural(Math.round(size / 60_000), "minute", "minutes");
  return plural(Math.round(size / 3_600_000), "hour", "hours");
};

export const settings = {
  title: "Settings",
  index: "Sections",
  sections: {
    general: "General",
    locking: "Locking and tray",
    ways: "Ways to open",
    password: "Password",
    backups: "Backups",
    merge: "Merge a copy",
    clock: "Clock",
    about: "About",
  },
  groups: { window: "Window", vault: "Vault", computer: "This computer" },
  needsVault: "There is no vault yet",
  needsVaultHint: "Create one under Codes, then come back.",

  look: "Appearance",
  theme: "Theme",
  themes: { system: "System", light: "Light", dark: "Dark" },
  compact: "Compact rows",
  compactHint: "Shows more codes at once.",
  codes: "Codes",
  showCodes: "Show codes",
  showCodesHint: "When off, a code is dotted until you reveal it with Space. It can be copied either way.",
  sort: "Order of the list",
  sorts: {
    favourites: "Favourites first",
    mine: "My own order",
    name: "By name",
    use: "By use",
    group: "By group",
  },
  clearClipboard: "Clear the clipboard after",
  clearClipboardHint: "Only if it still holds what was copied here.",

  lockAfter: "Lock when idle for",
  lockAfterHint: "It also locks with the screen and before sleep.",
  never: "never",
  minutes: (count: number) => plural(count, "minute", "minutes"),
  seconds: (count: number) => plural(count, "second", "seconds"),
  locking: "Locking",
  atHand: "At hand",
  tray: "Keep in the tray when closed",
  trayHint: "Favourites are then one click away, and the vault stays open until it locks.",
  quickKey: "Key for the quick pick",
  quickKeyHint:
    "Opens a small search from anywhere. Where the desktop keeps such keys to itself, give it one for “countersign-desktop --quick”.",
  quickKeyNone: "None",
  quickKeyRecord: "Press the keys…",
  quickKeySet: "Set…",
  quickKeyChange: "Change…",
  quickKeyClear: "Remove",
  quickKeyNeedsModifier: "Hold Ctrl, Alt or Super together with another key.",
  quickKeyCancelled: "Escape keeps it as it was.",

  ways: "Ways to open",
  waysLead:
    "Each of these opens the vault by itself. Taking one away seals everything anew, so the old one opens nothing any more.",
  way: {
    password: {
      name: "Password",
      hint: "What you type to unlock.",
    },
    recoveryKey: {
      name: "Recovery key",
      hint: "On paper, for the day the password is forgotten. It is 256 bits of chance, so it cannot be guessed.",
      absent: "None yet. If the password is lost, the codes are lost.",
    },
    keychain: {
      name: "This computer’s keychain",
      hint: "Opens without typing while you are signed in to this desktop. Any program that runs as you could ask the keychain too, so use it where only you sit.",
      absent:
        "Off. With it the vault opens without typing while you are signed in to this desktop. Any program that runs as you could ask the keychain too.",
    },
    keychainElsewhere: {
      name: "Another computer’s keychain",
      hint: "Opens this vault there. It goes with the next change of the password or of these ways; allow it there again afterwards.",
    },
    other: { name: "Another way", hint: "Written by another version of Countersign." },
  },
  cost: (memoryMib: number, passes: number, lanes: number) =>
    `Each guess costs ${memoryMib.toLocaleString("en")} MiB of memory and ${plural(passes, "pass", "passes")} over it${lanes > 1 ? `, in ${lanes} lanes` : ""} (Argon2id).`,
  weaker: "Below today’s default",
  strengthen: "Strengthen…",
  strengthenHint:
    "Measures what this computer can bear and seals the vault anew with that. The password stays.",
  strengthenSubmit: "Strengthen",
  strengthenBusy: "Measuring and sealing anew…",
  strengthened: "Guessing is as costly now as this computer can bear.",
  addKey: "Make one…",
  addKeySubmit: "Make a recovery key",
  addKeyBusy: "Making the recovery key…",
  addKeychain: "Allow…",
  addKeychainSubmit: "Allow the keychain",
  addKeychainBusy: "Putting a key into the keychain…",
  addedKeychain: "The vault opens with this computer’s keychain now.",
  drop: "Remove…",
  dropTitle: (name: string) => `Remove: ${name}`,
  dropHint: {
    password: "The vault will not open with this password any more.",
    recoveryKey: "The sheet will open nothing any more. Destroy it afterwards.",
    keychain: "The vault will ask for the password again, and the key leaves the keychain.",
    other: "Whatever used it cannot open the vault any more.",
  },
  dropSubmit: "Remove it",
  dropBusy: "Sealing the vault anew…",
  dropped: (name: string) => `${name}: removed.`,

  password: "Password",
  changeLead:
    "Everything is sealed anew under a new key. The old password then opens nothing but backups made before.",
  change: "Change…",
  current: "Current password",
  replacement: "New password",
  keepSheet: "Recovery key",
  keepSheetNew: "Make a new one",
  keepSheetKeep: "Keep the present one",
  keepSheetNewHint: "A new sheet is shown afterwards. The present one opens nothing any more.",
  keepSheetKeepHint: "Type it once, so that it can be sealed in again. The sheet stays valid.",
  changeSubmit: "Change password",
  changeBusy: "Sealing the vault anew…",
  changed: "The password is changed. The old one opens nothing any more, except backups made before.",
  changeAnother: "Change it again",
  changedTitle: "The password is changed",
  changedHint: "Backups made before still open with the old one.",
  toBackups: "Look at the backups",

  confirmWith: "Vault password",

  clock: "Clock check",
  clockLead:
    "Codes depend on the time. The servers you are signed in to tell theirs with every answer, so this computer can compare.",
  clockCheck: "Compare now",
  clockBusy: "Asking the servers…",
  clockNone: "Nothing to compare with yet",
  clockNoneHint: "Sign in to a server under Accounts; its answers carry the time.",
  clockRight: "The clock of this computer is right",
  clockSlow: (ms: number) => `The clock of this computer is ${apart(ms)} slow`,
  clockFast: (ms: number) => `The clock of this computer is ${apart(ms)} fast`,
  clockSmall: "That is close enough for codes to work.",
  clockLarge:
    "Codes may be refused. Best set the computer’s clock right; until then codes can be made with the corrected time.",
  clockServers: "Servers that were asked",
  clockServer: (ms: number) =>
    Math.abs(ms) < 1000 ? "agrees" : `${apart(ms)} ${ms > 0 ? "ahead of" : "behind"} this computer`,
  clockApply: "Correct the codes…",
  clockApplyQuestion: (ms: number) =>
    `Make codes as if the clock were ${apart(ms)} ${ms > 0 ? "later" : "earlier"}?`,
  clockApplyHint: "Only codes of this app change. The computer’s clock stays as it is.",
  clockApplyConfirm: "Correct them",
  clockApplied: (ms: number) =>
    `Codes are made ${apart(ms)} ${ms > 0 ? "ahead of" : "behind"} this computer’s clock.`,
  clockStop: "Stop correcting",
  clockStopped: "Codes follow the computer’s clock again.",

  about: "About",
  version: "Version",
  data: "Data directory",
  config: "Configuration",
  vaultFile: "Vault file",
  shortcuts: "Keyboard shortcuts",
  showShortcuts: "Show them",
  font: "Typeface",
  fontValue: "Inter, by The Inter Project Authors, under the SIL Open Font License 1.1",
};

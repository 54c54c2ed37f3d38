// What is said about the vault: making it, opening it, its recovery key, its copies.
import type { BackupView, InspectedView, LockReason, MergedView } from "../bindings";
import { plural } from "./plural";

/** What the core says, and what the person did. */
export type WhyLocked = LockReason | "asked";

export const create = {
  title: "Choose a vault password",
  lead: "Your codes are sealed in one file on this computer. Only you can open it.",
  password: "Password",
  repeat: "The same password again",
  tooShort: (left: number) => `${plural(left, "more character", "more characters")} at least.`,
  differs: "The two passwords are not the same yet.",
  same: "Both are the same.",
  withKey: "Make a recovery key too",
  withKeyHint: "A sheet to print or copy by hand. It opens the vault if the password is ever forgotten.",
  honest:
    "Without a recovery key nobody can help if the password is lost, and the codes are lost with it. Keep it written down somewhere safe.",
  submit: "Create the vault",
  busy: "Sealing the vault…",
  minimum: "Twelve characters or more. A few unrelated words work well.",
  strength: ["Easily guessed", "Weak", "Could be better", "Good", "Strong"],
  strengthLabel: "Strength",
};

export const unlock = {
  title: "Unlock your vault",
  password: "Password",
  submit: "Unlock",
  busy: "Opening the vault…",
  busyHint: "This takes about a second on purpose: it slows down anyone who guesses.",
  or: "or",
  withKeychain: "Open with this computer’s keychain",
  keychainBusy: "Asking the keychain…",
  withKey: "Use the recovery key",
  withPassword: "Use the password",
  rescue: "Restore a backup…",
  file: "Vault file",
  reasons: {
    idle: "Locked because nobody was here for a while.",
    screenLocked: "Locked together with the screen.",
    suspended: "Locked before the computer went to sleep.",
    asked: "It is locked. Nothing in it can be read until you unlock it.",
    changedElsewhere: "Another program gave the vault a new password. Unlock it with that one.",
    olderCopy: "The vault file was replaced by an older copy. Unlock it to see what can be done.",
    divergedCopy:
      "The vault file was replaced by another copy. Unlock it to see what can be done; both can be merged.",
  } satisfies Record<WhyLocked, string>,
};

export const recoveryKey = {
  title: "Open with the recovery key",
  lead: "Type the groups from your sheet, in order. Capital letters, spaces and dashes do not matter.",
  label: "Recovery key",
  placeholder: "XXXX-XXXX-XXXX…",
  submit: "Open the vault",
  busy: "Opening the vault…",
  progress: (done: number, all: number) => `${done} of ${all} groups`,
  whole: "All groups are there.",
  tooMany: "There are more groups here than a recovery key has.",
  oddCharacters: (characters: string) =>
    `${characters} cannot be part of a recovery key. Look at the sheet once more.`,
  group: (number: number) => `Group ${number}`,
  replaceTitle: "Choose a new password",
  replaceLead:
    "The recovery key opened your vault. Choose a password that opens it from now on; the sheet stays valid.",
  replaceSubmit: "Set the new password",
  replaceBusy: "Sealing the vault anew…",
  replaceLater: "Not now",
  replaced: "The new password is set. Your recovery key stays valid.",
};

export const recoverySheet = {
  title: "Keep this recovery key",
  lead: "It opens your vault when the password is forgotten. It is shown only now: print it or copy it by hand, and put it where you keep important papers.",
  paperTitle: "Countersign recovery key",
  paperHint:
    "Whoever holds this sheet and the vault file can open the vault. Keep it away from the computer. To use it, choose “Use the recovery key” where the password is asked for.",
  made: "Made",
  vaultId: "Vault",
  path: "File",
  qr: "The recovery key as a QR code",
  groups: "Groups of the recovery key",
  print: "Print…",
  written: "I have it on paper",
  checkTitle: "Is it on paper?",
  checkLead:
    "Look at your sheet and type these two groups. That way a slip of the pen shows now, not when you need the key.",
  group: (number: number) => `Group ${number}`,
  groupHint: "Four characters",
  check: "Check",
  checkBusy: "Checking…",
  differs:
    "At least one group is different from the sheet. Compare it letter by letter, or look at the sheet again.",
  again: "Show the sheet again",
  skip: "Skip the check",
  skipQuestion: "Go on unchecked?",
  skipHint: "If the copy has a mistake, you will find out on the day you need it.",
  skipConfirm: "Skip it",
  skipCancel: "Check it",
  checked: "The recovery key is checked. Put the sheet away safely.",
  skipped: "The recovery key is not checked. Settings, Ways to open, makes a new one at any time.",
  lost: "The vault was locked before the recovery key was checked. If it is not on paper, make a new one.",
  lostAction: "Ways to open",
};

export const standing = {
  region: "State of the vault",
  older: {
    title: "This is an older copy of your vault",
    text: (held: number, found: number) =>
      held > found
        ? `This computer has already seen ${plural(held - found, "later save", "later saves")}. You can look and copy codes; nothing is written until you decide.`
        : "This computer has already seen a later state. You can look and copy codes; nothing is written until you decide.",
    short: "Reading an older copy. Nothing is saved.",
  },
  diverged: {
    title: "This copy was changed somewhere else",
    text: "Whoever wrote it had not seen what this computer saved last, so both hold something the other lacks. Nothing is written until you decide.",
    short: "Reading a copy that was changed elsewhere. Nothing is saved.",
  },
  readOnly: {
    title: "The vault is open for reading only",
    text: "Its file or folder cannot be written, or another Countersign holds it. Codes work as always; changes cannot be saved.",
    short: "Reading only. Nothing is saved.",
  },
  firstSeen: {
    title: "This computer sees this vault for the first time",
    text: "So it cannot tell whether a newer copy exists elsewhere. From now on it can.",
  },
  goOn: "Go on with this copy…",
  goOnQuestion:
    "Your password makes this copy the one that counts. What only the other copy holds stays there.",
  mergeQuestion:
    "First your password makes this copy the one that counts. Then choose the other one: nothing in either is lost.",
  goOnSubmit: "Go on with it",
  goOnBusy: "Saving this copy…",
  wentOn: "This copy is the one that counts now.",
  merge: "Merge with another copy…",
  restore: "Restore a backup…",
  later: "Not now",
  decide: "Decide…",
  understood: "Understood",
};

export const backups = {
  title: "Backups",
  lead: "A backup is a sealed copy of the vault. It opens with the password or the recovery key of its day.",
  folder: "Second folder",
  folderNone: "None. A copy on another disk survives this one.",
  folderHint: "Every backup is copied there as well.",
  folderChoose: "Choose…",
  folderReset: "None",
  onChange: "Back up when something changes",
  onChangeHint:
    "Once a day, and always before a password change, a merge or a restore. The newest five are kept.",
  nowLabel: "A backup now",
  nowHint: "Written, reopened and compared before it counts.",
  now: "Back up now",
  nowBusy: "Writing and reopening the copy…",
  troubleTitle: "The newest backup could not be written",
  troubleHint: "The vault itself is saved. Check that the second folder is there, or choose another one.",
  done: (name: string) => `Backed up and checked: ${name}`,
  list: "Kept backups",
  none: "No backup yet",
  noneHint: "The first one is written with the next change.",
  reason: { change: "daily copy", before: "before a larger step" } satisfies Record<
    BackupView["reason"],
    string
  >,
  save: (generation: number) => `save ${generation.toLocaleString("en")}`,
  oldEpoch: "older password",
  foreign: "another vault",
  inspect: "Look inside…",
  elsewhere: "A backup kept elsewhere",
  elsewhereHint: "On a stick, in another folder, from another computer.",
  otherFile: "Choose a file…",
  inspectTitle: "Look inside",
  inspectSubmit: "Look inside",
  inspectBusy: "Opening the backup…",
  inspectHint: "Give what opened the vault on the day of this backup. Nothing is changed by looking.",
  holds: (seen: InspectedView) => {
    const parts = [plural(seen.entries, "entry", "entries")];
    if (seen.recoverySets > 0)
      parts.push(plural(seen.recoverySets, "set of recovery codes", "sets of recovery codes"));
    if (seen.trashed > 0) parts.push(`${seen.trashed.toLocaleString("en")} in the trash`);
    return parts.join(", ");
  },
  saved: (when: string) => `Saved ${when}`,
  wouldLose: (count: number) =>
    `${plural(count, "entry", "entries")} of today would be gone after restoring it.`,
  wouldBring: (count: number) => `${plural(count, "entry", "entries")} would come back.`,
  sameEntries: "It holds the same entries as the vault of today.",
  unknownNow: "The present vault cannot be read, so there is nothing to compare it with.",
  restore: "Restore this backup…",
  restoreQuestion: "Put this backup in place of the present vault?",
  restoreHint: "The present file is backed up first, so there is a way back.",
  restoreConfirm: "Restore",
  restoreBusy: "Restoring the backup…",
  restored: "The backup is restored. The state before it is kept as a backup too.",
  old: (count: number) => plural(count, "backup opens", "backups open") + " with an older password",
  oldHint:
    "They are still good, and so is the old password for them. Delete them when it may be known to somebody.",
  deleteOld: "Delete them…",
  deleteOldQuestion: (count: number) => `Delete ${plural(count, "backup", "backups")} for good?`,
  deleteOldConfirm: "Delete",
  deletedOld: (count: number) => `${plural(count, "backup", "backups")} deleted.`,
  credential: "Opens with",
  byPassword: "Password",
  byKey: "Recovery key",
  password: "Password of that copy",
  rescueTitle: "Restore a backup",
  rescueLead: "Choose a copy and look inside. The present file is kept aside, whatever it holds.",
  rescueBack: "Back",
};

export const merge = {
  title: "Merge a copy",
  lead: "Brings two copies of this vault together: for each entry the newest edit counts, deletions are remembered, and where both were changed in ways that exclude each other, both are kept.",
  file: "The other copy",
  fileHint:
    "For example the vault file of another computer, or the second file that a synchronised folder kept.",
  choose: "Choose a file…",
  chooseOther: "Choose another file…",
  credentialHint: "What opens the other copy. It is read and left as it is.",
  submit: "Merge",
  busy: "Merging both copies…",
  doneTitle: "Both copies are one now",
  sameTitle: "Nothing was different",
  sameText: "The other copy holds nothing that this vault lacks.",
  lines: (merged: MergedView) =>
    [
      merged.added > 0 && `${plural(merged.added, "entry was", "entries were")} added`,
      merged.updated > 0 && `${plural(merged.updated, "entry", "entries")} took over a newer edit`,
      merged.keptBoth > 0 &&
        `${plural(merged.keptBoth, "entry differs", "entries differ")} and ${merged.keptBoth === 1 ? "is" : "are"} kept twice: look through them`,
      merged.deleted > 0 && `${plural(merged.deleted, "entry", "entries")} deleted elsewhere went here too`,
      merged.unchanged > 0 &&
        `${plural(merged.unchanged, "entry", "entries")} stayed as they were`.replace(
          /^1 entry stayed as they were$/,
          "1 entry stayed as it was",
        ),
    ].filter((line): line is string => line !== false),
  another: "Merge another copy",
};

// What the window says when something could not be done: what happened, what it means for the data, what to do.
import type { FailureCode } from "../bindings";

export type Said = { title: string; hint: string };

export const failures = {
  wrongCredential: {
    title: "That password does not open the vault",
    hint: "The vault is whole. Check Caps Lock and the keyboard layout, then try again.",
  },
  locked: { title: "The vault is locked", hint: "Nothing was changed. Unlock it and try again." },
  damaged: {
    title: "The vault file is damaged",
    hint: "Its seal does not fit its contents: it was cut short or altered. It was left as it is; restore a backup.",
  },
  foreignFile: {
    title: "This file is not a vault",
    hint: "Something else lies where the vault should be. It was left untouched; move it away or choose another place.",
  },
  newerFormat: {
    title: "This vault was written by a newer version",
    hint: "It was left untouched. Update Countersign to open it.",
  },
  refusedCost: {
    title: "Opening this vault would take too much memory",
    hint: "The file asks for more than this computer can safely give, so it was not tried. Close other programs, or check where the file comes from.",
  },
  noVault: { title: "There is no vault yet", hint: "Create one, then try again." },
  vaultExists: {
    title: "There is already a vault here",
    hint: "It was not replaced. Unlock it instead.",
  },
  changedElsewhere: {
    title: "The vault was changed by another program",
    hint: "Your change was not saved, so that nothing of the other one is lost. Unlock the vault and do it again.",
  },
  olderCopy: {
    title: "The vault on disk is an older copy",
    hint: "Nothing was written. Look for the newer file before you go on; a folder that is kept in step with other machines may have brought an old one back.",
  },
  divergedCopy: {
    title: "The vault on disk was changed elsewhere",
    hint: "Whoever wrote it had not seen your newest state. Nothing was written. Keep both files until you know which one counts.",
  },
  diskFull: {
    title: "The disk is full",
    hint: "Nothing was saved and the vault is as it was. Free some space and try again.",
  },
  storage: {
    title: "The file could not be read or written",
    hint: "The vault is as it was. Check that the disk is there and that the folder belongs to you.",
  },
  ledgerUnreadable: {
    title: "What this computer remembers of your accounts cannot be read",
    hint: "Your codes are elsewhere and safe. A newer Countersign may have written it: update, or move ledger.sqlite3 away and sign in again.",
  },
  weakPassword: {
    title: "That password is too easy to guess",
    hint: "Nothing was changed. Use at least twelve characters; a few unrelated words work well.",
  },
  badLink: {
    title: "This is not a complete setup link",
    hint: "It should begin with otpauth:// and hold a secret. Copy it again, or type the key instead.",
  },
  badKey: {
    title: "This key cannot be right",
    hint: "A key has letters A to Z and digits 2 to 7 only. Look for characters that were cut off or swapped.",
  },
  badInput: {
    title: "Something in the form does not fit",
    hint: "Nothing was saved. Check the fields and try again.",
  },
  unsupportedKind: {
    title: "This kind of code is not supported yet",
    hint: "Nothing was added. Keep the app that has it for now.",
  },
  duplicate: { title: "This entry is already in the vault", hint: "Nothing was added a second time." },
  noSuchEntry: {
    title: "This entry is no longer here",
    hint: "It was removed meanwhile. Look in the trash if you want it back.",
  },
  badIssuer: {
    title: "This is not the address of a server",
    hint: "It should look like login.example.org and use https.",
  },
  issuerMismatch: {
    title: "The server calls itself by another name",
    hint: "The address and the name that it answers with differ, so the sign-in was stopped and nothing was sent. Check the address for typing errors.",
  },
  notAServer: {
    title: "There is no sign-in server at this address",
    hint: "Something answered, but not as an OpenID server does. Check the address.",
  },
  serverAway: {
    title: "The server does not answer",
    hint: "Nothing was lost or changed here. Check the connection and try again in a while.",
  },
  serverRefused: {
    title: "The server refused",
    hint: "Nothing was changed here. The details say what it answered.",
  },
  signInDenied: {
    title: "The sign-in was declined",
    hint: "The server reports that it was refused there. Nothing was stored.",
  },
  signInTimedOut: {
    title: "The sign-in took too long",
    hint: "Five minutes passed without an answer from the browser. Nothing was stored; start again.",
  },
  signInCancelled: { title: "The sign-in was stopped", hint: "Nothing was stored." },
  signInRefused: {
    title: "The server's answer did not pass our checks",
    hint: "The sign-in was dropped and nothing was stored. Try again; if it happens twice, tell whoever runs the server.",
  },
  signInAgain: {
    title: "Sign in again",
    hint: "The server no longer accepts this sign-in. Your codes and other accounts are not affected.",
  },
  noSuchAccount: { title: "This account is no longer here", hint: "It was signed out meanwhile." },
  noSuchSession: {
    title: "This session is already gone",
    hint: "It ended before you asked, so there is nothing left to end.",
  },
  wrongNumber: {
    title: "That is not the number on the page",
    hint: "Nothing was approved. Compare it with the page that asks and type it again.",
  },
  isPushToken: {
    title: "This link is for a push token",
    hint: "It makes no codes, so nothing was added. It can be enrolled under Approvals.",
  },
  needsInsisting: {
    title: "This enrolment asks for something unsafe",
    hint: "Nothing was enrolled. The details say what it is; ask whoever runs the server.",
  },
  wrongChoice: {
    title: "That is not what the page shows",
    hint: "Nothing was approved, and you are not asked again for that sign-in. If it is yours, start it anew.",
  },
  noSuchPushToken: {
    title: "This push token is no longer here",
    hint: "Nothing was changed. It was removed meanwhile.",
  },
  otherServerKey: {
    title: "A question did not come from the server that handed out the push token",
    hint: "It is not shown and nothing was answered. If it happens again, ask whoever runs the server whether the token was enrolled anew.",
  },
  approvalOver: {
    title: "This request is over",
    hint: "It was answered already, or its time ran out. If it was yours, start the sign-in again.",
  },
  noSuchApproval: {
    title: "This request no longer waits",
    hint: "Nothing was changed. It may have been answered on another device.",
  },
  burstStands: {
    title: "Too many requests came",
    hint: "Nothing was approved. Look at the requests first: whoever asks so often may know your password.",
  },
  freshFactorNeeded: {
    title: "The server wants to see your second factor first",
    hint: "Nothing was changed. Sign in again, then try once more within ten minutes.",
  },
  lastFactor: {
    title: "This computer is your last second factor there",
    hint: "The server wants you to have one, so it still answers. Set up another factor on the account page, then try again.",
  },
  notEnrolled: {
    title: "This computer does not answer for that account",
    hint: "Nothing was changed. Let it answer under Approvals, then try again.",
  },
  auditBroken: {
    title: "The record of your answers is not as it was written",
    hint: "Nothing was changed. Keep a copy of it and ask whoever runs the server.",
  },
  notSupported: {
    title: "This server cannot do that",
    hint: "Nothing was changed. Use the server's own account page in the browser.",
  },
  accountInUse: {
    title: "Another window is using this account",
    hint: "Nothing was lost. Wait a moment and try again.",
  },
  keychainMissing: {
    title: "There is no keychain on this computer",
    hint: "Sign-ins are kept only in the desktop's keychain, never in a plain file. Start one such as GNOME Keyring or KWallet; codes work without it.",
  },
  keychainLocked: {
    title: "The keychain is locked",
    hint: "Unlock the keychain of your desktop and try again. Nothing was lost.",
  },
  keychainRefused: {
    title: "The keychain refused",
    hint: "The desktop did not let Countersign read or write its own item. Allow it and try again.",
  },
  browserMissing: {
    title: "No browser could be opened",
    hint: "Set a default browser for your desktop and try again. Nothing was stored.",
  },
  clipboardMissing: {
    title: "The clipboard cannot be reached",
    hint: "The code was not copied. Reveal it and type it instead.",
  },
  readOnly: {
    title: "The vault is open for reading only",
    hint: "Nothing was changed. The banner at the top says why and what can be done about it.",
  },
  busy: {
    title: "Another Countersign is busy with the vault",
    hint: "Nothing was lost or changed. Wait until it has finished, then try again.",
  },
  badRecoveryKey: {
    title: "This recovery key has a mistake in it",
    hint: "It is not complete, or a character was misread. Compare it group by group with your sheet.",
  },
  keychainSlotGone: {
    title: "The keychain no longer holds the key of this vault",
    hint: "The vault is whole. Open it with the password, then allow the keychain again under Settings, Ways to open.",
  },
  notThisVault: {
    title: "That file belongs to another vault",
    hint: "Nothing was changed. Only copies and backups of this very vault fit here.",
  },
  nothingFound: {
    title: "There is no QR code in the picture",
    hint: "Nothing was added. Show the whole code, larger and sharp, and try again.",
  },
  screenRefused: {
    title: "The system did not let the screen be read",
    hint: "Allow it and try again, or save a picture of the code and add that.",
  },
  tooMany: {
    title: "That is too much at once",
    hint: "Nothing was changed. Do it in smaller parts.",
  },
  hotkeyRefused: {
    title: "These keys cannot be had",
    hint: "The desktop or another program keeps them to itself. Choose others, or let the desktop start “countersign-desktop --quick”.",
  },
  noCodesLeft: {
    title: "All recovery codes of this set are spent",
    hint: "Nothing was changed. Get new ones from the site and replace the old ones here.",
  },
  unconfirmed: {
    title: "Saved, but the disk did not confirm it",
    hint: "Your change is in the vault. A loss of power now could still undo it: make a backup on another disk.",
  },
  badPicture: {
    title: "This picture cannot be used",
    hint: "Nothing was changed. Choose a PNG or JPEG file that opens in other programs and is not very large.",
  },
  internal: {
    title: "Something went wrong inside Countersign",
    hint: "Your vault is as it was last saved. The details help whoever fixes it.",
  },
} satisfies Record<FailureCode, Said>;

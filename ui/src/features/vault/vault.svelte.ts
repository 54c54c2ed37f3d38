// The vault as the window knows it: whether there is one, whether it is open, and how it stands.
import { core, events, onRefusal } from "$core";
import type { Failure, FailureCode, RecoverySheetView, Standing } from "$bindings";
import { words, type WhyLocked } from "$words";
import { codes } from "$features/codes/codes.svelte";
import { navigation } from "$window/navigation.svelte";
import { notices } from "$window/notices.svelte";

/** Failures that mean that the core holds no key to the file any more, and what the screen then says. */
const closing: Partial<Record<FailureCode, WhyLocked>> = {
  locked: "asked",
  changedElsewhere: "changedElsewhere",
  olderCopy: "olderCopy",
  divergedCopy: "divergedCopy",
};

/** Whether the unlock screen comes by itself after this failure, and says why. */
export const bringsUnlockScreen = (code: FailureCode) => code in closing;

class Vault {
  known = $state(false);
  exists = $state(false);
  unlocked = $state(false);
  path = $state("");
  /** How the file relates to what this computer saw last. */
  standing = $state.raw<Standing>({ kind: "known" });
  keychainSlot = $state(false);
  recoverySlot = $state(false);
  /** Why the newest backup could not be made. */
  backupTrouble = $state.raw<Failure | null>(null);
  /** Why it is locked, when it was open before. */
  lockedBecause = $state<WhyLocked | null>(null);
  /** A recovery key that was just made. It is on the screen until it is checked or left. */
  sheet = $state.raw<RecoverySheetView | null>(null);
  /** The recovery key that opened the vault, until a new password is chosen. */
  recovered = $state.raw<string | null>(null);
  /** When everything was last sealed anew from this window: backups from before open with older keys. */
  resealedAtMs = $state(0);
  /** Whether the password was changed since the vault was opened. */
  passwordChanged = $state(false);
  /** A sheet went with a lock before it was checked. */
  #sheetLost = false;

  async look(): Promise<void> {
    const status = await core.vaultStatus();
    // The list first, so that the place that shows it never begins empty.
    if (status.unlocked) await codes.load();
    this.exists = status.exists;
    this.path = status.path;
    this.standing = status.standing;
    this.keychainSlot = status.keychainSlot;
    this.recoverySlot = status.recoverySlot;
    this.backupTrouble = status.backupTrouble;
    this.unlocked = status.unlocked;
    this.known = true;
  }

  async create(password: string, withRecoveryKey: boolean): Promise<void> {
    this.show(await core.createVault(password, withRecoveryKey));
    await this.look();
  }

  async unlock(password: string): Promise<void> {
    await core.unlockVault(password);
    await this.#opened();
  }

  async unlockWithKeychain(): Promise<void> {
    await core.unlockWithKeychain();
    await this.#opened();
  }

  async unlockWithRecoveryKey(text: string): Promise<void> {
    await core.unlockWithRecoveryKey(text);
    this.recovered = text;
    await this.#opened();
  }

  /** After the recovery key opened the vault. */
  async setForgottenPassword(replacement: string): Promise<void> {
    if (this.recovered === null) return;
    await core.setForgottenPassword(this.recovered, replacement);
    this.noteReseal(null);
    this.recovered = null;
    await this.look();
  }

  /** Puts a recovery sheet on the screen, if one was made. */
  show(sheet: RecoverySheetView | null) {
    if (sheet) this.sheet = sheet;
  }

  /** After a new epoch, which may have brought a new recovery key. */
  noteReseal(sheet: RecoverySheetView | null) {
    this.resealedAtMs = Date.now();
    this.show(sheet);
  }

  async putSheetAway(): Promise<void> {
    this.sheet = null;
    await core.forgetRecoverySheet();
  }

  async lock(): Promise<void> {
    await core.lockVault();
    this.#forget("asked");
  }

  /**
   * Follows what the core decides by itself, and what it says when a command found the vault closed.
   * Returns the way to stop following.
   */
  follow(): () => void {
    const listening = events.vaultLocked.listen(({ payload }) => {
      if (this.unlocked) this.#forget(payload.reason);
      // A page that began anew with the lock has nothing to forget.
      else this.lockedBecause = payload.reason;
    });
    const deaf = onRefusal(({ code }) => {
      const why = closing[code];
      if (why) this.#forget(why);
    });
    return () => {
      deaf();
      void listening.then((stop) => stop());
    };
  }

  async #opened(): Promise<void> {
    await this.look();
    this.lockedBecause = null;
    if (!this.#sheetLost) return;
    this.#sheetLost = false;
    const toWays = () => navigation.goToSettings("ways");
    notices.say(words.recoverySheet.lost, { label: words.recoverySheet.lostAction, run: toWays });
  }

  #forget(reason: WhyLocked) {
    if (!this.unlocked) return;
    this.#sheetLost = this.sheet !== null;
    this.sheet = null;
    this.recovered = null;
    this.passwordChanged = false;
    this.unlocked = false;
    this.lockedBecause = reason;
    codes.forget();
  }
}

export const vault = new Vault();

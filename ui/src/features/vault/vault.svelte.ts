// The vault as the window knows it: whether there is one and whether it is open.
import { core, events, onRefusal } from "$core";
import type { FailureCode } from "$bindings";
import type { WhyLocked } from "$words";
import { codes } from "$features/codes/codes.svelte";

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
  /** Why it is locked, when it was open before. */
  lockedBecause = $state<WhyLocked | null>(null);

  async look(): Promise<void> {
    const status = await core.vaultStatus();
    this.exists = status.exists;
    this.unlocked = status.unlocked;
    this.path = status.path;
    this.known = true;
    if (status.unlocked) await codes.load();
  }

  async create(password: string): Promise<void> {
    await core.createVault(password);
    await this.look();
  }

  async unlock(password: string): Promise<void> {
    codes.take(await core.unlockVault(password));
    this.lockedBecause = null;
    this.exists = true;
    this.unlocked = true;
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
    const listening = events.vaultLocked.listen((event) => this.#forget(event.payload.reason));
    const deaf = onRefusal(({ code }) => {
      const why = closing[code];
      if (why) this.#forget(why);
    });
    return () => {
      deaf();
      void listening.then((stop) => stop());
    };
  }

  #forget(reason: WhyLocked) {
    if (!this.unlocked) return;
    this.unlocked = false;
    this.lockedBecause = reason;
    codes.forget();
  }
}

export const vault = new Vault();

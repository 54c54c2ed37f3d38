// The vault as the window knows it: whether there is one and whether it is open.
import { core, events } from "$core";
import type { LockReason } from "$bindings";
import { codes } from "$features/codes/codes.svelte";

class Vault {
  known = $state(false);
  exists = $state(false);
  unlocked = $state(false);
  path = $state("");
  /** Why it is locked, when it was open before. */
  lockedBecause = $state<LockReason | "asked" | null>(null);

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

  /** Follows what the core decides by itself. Returns the way to stop following. */
  follow(): () => void {
    const listening = events.vaultLocked.listen((event) => this.#forget(event.payload.reason));
    return () => void listening.then((stop) => stop());
  }

  #forget(reason: LockReason | "asked") {
    if (!this.unlocked) return;
    this.unlocked = false;
    this.lockedBecause = reason;
    codes.forget();
  }
}

export const vault = new Vault();

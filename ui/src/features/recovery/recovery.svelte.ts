// The sets of recovery codes, without their texts, and what is done with them.
import { core } from "$core";
import type { RecoverySetView, RecoveryTarget, SpentCodeView } from "$bindings";
import { codes } from "$features/codes/codes.svelte";

class Recovery {
  sets = $state.raw<RecoverySetView[]>([]);
  loaded = $state(false);

  async load(): Promise<void> {
    this.sets = await core.listRecoverySets();
    this.loaded = true;
  }

  async add(target: RecoveryTarget, texts: string[], note: string): Promise<RecoverySetView> {
    return this.#keep(await core.addRecoverySet(target, texts, note));
  }

  async extend(set: string, texts: string[]): Promise<RecoverySetView> {
    return this.#keep(await core.addRecoveryCodes(set, texts));
  }

  async replace(set: string, texts: string[]): Promise<RecoverySetView> {
    return this.#keep(await core.replaceRecoveryCodes(set, texts));
  }

  async useNext(set: string): Promise<SpentCodeView> {
    const spent = await core.useNextRecoveryCode(set);
    await this.#again(set);
    return spent;
  }

  async mark(set: string, index: number, spent: boolean): Promise<void> {
    await (spent ? core.spendRecoveryCode(set, index) : core.unspendRecoveryCode(set, index));
    await this.#again(set);
  }

  async remove(set: RecoverySetView): Promise<void> {
    await core.removeRecoverySet(set.id);
    this.sets = this.sets.filter((one) => one.id !== set.id);
    if (set.entry) codes.amend([set.entry], (entry) => ({ ...entry, recovery: null }));
  }

  forget() {
    this.sets = [];
    this.loaded = false;
  }

  async #again(id: string): Promise<void> {
    await this.load();
    const set = this.sets.find((one) => one.id === id);
    if (set) this.#tell(set);
  }

  #keep(set: RecoverySetView): RecoverySetView {
    const known = this.sets.some((one) => one.id === set.id);
    this.sets = known ? this.sets.map((one) => (one.id === set.id ? set : one)) : [...this.sets, set];
    this.#tell(set);
    return set;
  }

  /** The entry carries how many are left. */
  #tell({ id, entry, left, total }: RecoverySetView) {
    if (entry) codes.amend([entry], (one) => ({ ...one, recovery: { set: id, left, total } }));
  }
}

export const recovery = new Recovery();

// Where each remedy is.
import type { HealthItem, HealthKind } from "$bindings";
import { codes } from "$features/codes/codes.svelte";
import { desk } from "$features/codes/desk.svelte";
import { navigation } from "$window/navigation.svelte";

/** Remedies that are about the vault as a whole lie in the settings. */
const whole: Partial<Record<HealthKind, () => void>> = {
  noBackup: () => navigation.goToSettings("backups"),
  passwordNotSeen: () => navigation.goToSettings("password"),
  weakParameters: () => navigation.goToSettings("password"),
  noRecoveryKey: () => navigation.goToSettings("ways"),
};

/** Leads to what mends one entry of an item, or the item as a whole. */
export function lead({ kind }: Pick<HealthItem, "kind">, id: string | undefined) {
  const toWhole = whole[kind];
  if (toWhole) return toWhole();
  if (id === undefined) return;
  if (kind === "noRecoveryCodes") desk.recovery(id, null);
  else if (kind === "fewRecoveryCodes") desk.recovery(id, codes.byId.get(id)?.recovery?.set ?? null);
  else desk.edit(id);
}

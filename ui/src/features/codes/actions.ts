// What a person does with one entry, and what the window says about it.
import { asFailure, core } from "$core";
import type { CodeView, WhichCode } from "$bindings";
import { words } from "$words";
import { notices } from "$window/notices.svelte";
import { bringsUnlockScreen } from "$features/vault/vault.svelte";
import { codes } from "./codes.svelte";
import { nameOf } from "./shelf";

/** Copies in the core. True when it worked; a failure is shown by itself. */
export async function copy(entry: CodeView, which: WhichCode): Promise<boolean> {
  try {
    const copied = await core.copyCode(entry.id, which);
    codes.show(copied.entry, Date.now());
    const seconds = Math.max(0, Math.round((copied.clearsAtMs - Date.now()) / 1000));
    const say = which === "next" ? words.codes.copiedNextToast : words.codes.copiedToast;
    notices.say(say(nameOf(entry), seconds));
    return true;
  } catch (thrown) {
    complain(thrown);
    return false;
  }
}

/** Into the trash, with a way back. */
export async function remove(entry: CodeView): Promise<void> {
  try {
    await core.removeEntry(entry.id);
    codes.drop(entry.id);
    const undo = () => void restore(entry);
    notices.say(words.codes.removed(nameOf(entry)), { label: words.common.undo, run: undo });
  } catch (thrown) {
    complain(thrown);
  }
}

export async function restore(entry: { id: string; issuer: string; account: string }): Promise<boolean> {
  try {
    codes.place(await core.restoreEntry(entry.id));
    notices.say(words.codes.restored(nameOf(entry)));
    return true;
  } catch (thrown) {
    complain(thrown);
    return false;
  }
}

function complain(thrown: unknown) {
  const failure = asFailure(thrown);
  if (!bringsUnlockScreen(failure.code)) notices.fail(failure);
}

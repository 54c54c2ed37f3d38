// What a person does with entries, and what the window says about it.
import { asFailure, core } from "$core";
import type { EntryView, WhichCode } from "$bindings";
import { words } from "$words";
import { notices } from "$window/notices.svelte";
import { bringsUnlockScreen } from "$features/vault/vault.svelte";
import { codes } from "./codes.svelte";
import { moved, nameOf } from "./shelf";

type Named = { id: string; issuer: string; account: string };

/** Copies in the core. True when it worked; a failure is shown by itself. */
export async function copy(entry: EntryView, which: WhichCode): Promise<boolean> {
  return attempt(async () => {
    const copied = await core.copyCode(entry.id, which);
    if (entry.kind === "hotp") counted(entry, copied.digits);
    if (copied.clearsAtMs === null) return notices.say(words.codes.notCopiedToast(nameOf(entry)));
    const seconds = Math.max(0, Math.round((copied.clearsAtMs - Date.now()) / 1000));
    const say = which === "next" ? words.codes.copiedNextToast : words.codes.copiedToast;
    notices.say(say(nameOf(entry), seconds));
  });
}

/** Uses up a code of a counter and shows it. */
export async function take(entry: EntryView): Promise<boolean> {
  return attempt(async () => counted(entry, await core.takeCode(entry.id)));
}

function counted(entry: EntryView, digits: Awaited<ReturnType<typeof core.takeCode>>) {
  codes.show(digits, Date.now());
  codes.amend([entry.id], (one) => ({ ...one, counter: (one.counter ?? 0) + 1 }));
}

/** Into the trash, with a way back. */
export async function remove(entries: Named[]): Promise<boolean> {
  const ids = entries.map((entry) => entry.id);
  return attempt(async () => {
    await core.removeEntries(ids);
    codes.drop(ids);
    const undo = () => void restore(entries);
    notices.say(words.codes.removed(saidOf(entries)), { label: words.common.undo, run: undo });
  });
}

export async function restore(entries: Named[]): Promise<boolean> {
  return attempt(async () => {
    await core.restoreEntries(entries.map((entry) => entry.id));
    await codes.load();
    notices.say(words.codes.restored(saidOf(entries)));
  });
}

export async function setFavourite(ids: string[], favourite: boolean): Promise<boolean> {
  return attempt(async () => {
    await core.setFavourite(ids, favourite);
    codes.amend(ids, (entry) => ({ ...entry, favourite }));
  });
}

export async function setGroup(ids: string[], group: string | null): Promise<boolean> {
  return attempt(async () => {
    await core.setGroup(ids, group);
    codes.amend(ids, (entry) => ({ ...entry, group }));
  });
}

/** Gives a group another name, or takes it away; its entries stay. */
export async function renameGroup(old: string, replacement: string | null): Promise<boolean> {
  return attempt(async () => {
    await core.renameGroup(old, replacement);
    const ids = codes.list.filter((entry) => entry.group === old).map((entry) => entry.id);
    codes.amend(ids, (entry) => ({ ...entry, group: replacement }));
  });
}

/** Puts entries before another one in the person's own order. Shown at once, taken back on failure. */
export async function move(ids: string[], before: string | null): Promise<boolean> {
  const was = codes.list;
  codes.list = moved(was, ids, before);
  const done = await attempt(async () => void (await core.moveEntries(ids, before)));
  if (!done) codes.list = was;
  return done;
}

function saidOf(entries: Named[]): string {
  return entries.length === 1 ? nameOf(entries[0]!) : words.codes.count(entries.length);
}

/** True when it worked; a failure is shown, unless it brings the unlock screen. */
export async function attempt(what: () => Promise<void>): Promise<boolean> {
  try {
    await what();
    return true;
  } catch (thrown) {
    const failure = asFailure(thrown);
    if (!bringsUnlockScreen(failure.code)) notices.fail(failure);
    return false;
  }
}

// The ways into the vault and its copies, as a person meets them, answered by the stand-in.
import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import App from "../App.svelte";
import { chooseCore, core } from "../core";
import type { FailureCode } from "../bindings";
import { nudge, restart } from "../fake";
import { sampleKey } from "../fake/vault";
import { codes } from "../features/codes/codes.svelte";
import { vault } from "../features/vault/vault.svelte";
import { words } from "../words";
import { navigation } from "../window/navigation.svelte";
import { notices } from "../window/notices.svelte";

beforeAll(chooseCore);

afterEach(() => {
  vi.restoreAllMocks();
  notices.dismiss();
  navigation.go("codes");
  navigation.section = "general";
  codes.forget();
  const standing = { kind: "known" };
  Object.assign(vault, {
    passwordChanged: false,
    resealedAtMs: 0,
    known: false,
    unlocked: false,
    lockedBecause: null,
    sheet: null,
    recovered: null,
    standing,
  });
});

const password = "correct horse battery";

/** Opens the window at a scene of the stand-in. */
async function open(scene: string) {
  window.history.replaceState(null, "", `/?${scene}&pace=0`);
  restart();
  render(App);
  return userEvent.setup();
}

async function settingsAt(scene: string, section: string) {
  const user = await open(scene);
  await user.click(await screen.findByTestId("nav-settings"));
  await user.click(await screen.findByTestId(`settings-${section}`));
  return user;
}

/** What is written on the sheet for each of the two questions. */
async function answer(user: ReturnType<typeof userEvent.setup>, say: (group: string) => string) {
  for (const field of await screen.findAllByTestId("asked-group")) {
    const label = (field as HTMLInputElement).labels?.[0]?.textContent ?? "";
    await user.clear(field);
    await user.type(field, say(sampleKey[Number(/\d+/.exec(label)?.[0]) - 1]!));
  }
}

async function createWithKey() {
  const user = await open("scene=first");
  await user.click(await screen.findByTestId("first-run-codes"));
  await user.type(screen.getByTestId("new-password"), "violet kettle harbour");
  await user.type(screen.getByTestId("repeat-password"), "violet kettle harbour");
  await waitFor(() => expect(screen.getByTestId("create-vault")).toBeEnabled());
  await user.click(screen.getByTestId("create-vault"));
  await screen.findByTestId("recovery-sheet");
  return user;
}

test("a new vault shows its recovery key once, and asks two groups of it back in any spelling", async () => {
  const user = await createWithKey();
  const shown = screen.getAllByTestId("recovery-group").map((one) => one.textContent?.trim());
  expect(shown).toEqual(sampleKey.map((group, at) => `${at + 1}${group}`));
  await user.click(screen.getByTestId("sheet-written"));
  expect(screen.queryByTestId("recovery-group")).toBeNull();
  await answer(user, () => "0000");
  await user.click(screen.getByTestId("check-groups"));
  expect(await screen.findByTestId("groups-differ")).toBeInTheDocument();
  await answer(user, (group) => ` ${group.toLowerCase().replace("0", "o")} `);
  await user.click(screen.getByTestId("check-groups"));
  expect(await screen.findByTestId("codes-page")).toBeInTheDocument();
  expect(vault.sheet).toBeNull();
});

test("the check of a recovery key is skipped only by two steps", async () => {
  const user = await createWithKey();
  const forgotten = vi.spyOn(core, "forgetRecoverySheet");
  await user.click(screen.getByTestId("sheet-written"));
  await user.click(screen.getByTestId("skip-check"));
  expect(forgotten).not.toHaveBeenCalled();
  expect(screen.getByRole("button", { name: words.recoverySheet.skipCancel })).toHaveFocus();
  await user.click(screen.getByTestId("confirm-skip"));
  expect(await screen.findByTestId("codes-page")).toBeInTheDocument();
  expect(forgotten).toHaveBeenCalledOnce();
});

test("a vault without a recovery key is made only after saying what that means", async () => {
  const user = await open("scene=first");
  const created = vi.spyOn(core, "createVault");
  await user.click(await screen.findByTestId("first-run-codes"));
  await user.click(screen.getByTestId("with-recovery-key"));
  expect(screen.getByText(words.create.honest)).toBeInTheDocument();
  await user.type(screen.getByTestId("new-password"), "violet kettle harbour");
  await user.type(screen.getByTestId("repeat-password"), "violet kettle harbour");
  await waitFor(() => expect(screen.getByTestId("create-vault")).toBeEnabled());
  await user.click(screen.getByTestId("create-vault"));
  expect(await screen.findByTestId("codes-page")).toBeInTheDocument();
  expect(created).toHaveBeenCalledWith("violet kettle harbour", false);
});

test("a lock before the check says afterwards that the key may be missing", async () => {
  const user = await createWithKey();
  nudge.lock("idle");
  await user.type(await screen.findByTestId("unlock-password"), "violet kettle harbour{Enter}");
  expect(await screen.findByTestId("toast")).toHaveTextContent(words.recoverySheet.lost);
  await user.click(screen.getByTestId("toast-action"));
  expect(await screen.findByTestId("settings-section")).toHaveAttribute("data-section", "ways");
});

test("Enter twice opens the vault once", async () => {
  const user = await open("scene=locked");
  const unlocked = vi.spyOn(core, "unlockVault");
  await user.type(await screen.findByTestId("unlock-password"), `${password}{Enter}{Enter}`);
  expect(await screen.findByTestId("codes-page")).toBeInTheDocument();
  expect(unlocked).toHaveBeenCalledOnce();
});

test("the keychain is offered only where it opens the vault", async () => {
  const user = await open("scene=locked&keychain");
  await user.click(await screen.findByTestId("unlock-keychain"));
  expect(await screen.findByTestId("codes-page")).toBeInTheDocument();
  expect(vault.unlocked).toBe(true);
});

test("without further slots only the password is asked for", async () => {
  await open("scene=locked");
  await screen.findByTestId("unlock-password");
  expect(screen.queryByTestId("unlock-keychain")).toBeNull();
  expect(screen.queryByTestId("use-recovery-key")).toBeNull();
});

test("a pasted recovery key opens the vault and a new password is asked for", async () => {
  const user = await open("scene=locked&recovery");
  await user.click(await screen.findByTestId("use-recovery-key"));
  const field = screen.getByTestId("recovery-key");
  await waitFor(() => expect(field).toHaveFocus());
  expect(screen.getByTestId("unlock-with-key")).toBeDisabled();
  await user.paste(sampleKey.join("-").toLowerCase());
  await user.click(screen.getByTestId("unlock-with-key"));
  const form = await screen.findByTestId("replace-password");
  await user.type(within(form).getByTestId("new-password"), "copper lantern orchard");
  await user.type(within(form).getByTestId("repeat-password"), "copper lantern orchard");
  await waitFor(() => expect(within(form).getByTestId("save-password")).toBeEnabled());
  await user.click(within(form).getByTestId("save-password"));
  expect(await screen.findByTestId("codes-page")).toBeInTheDocument();
  expect(vault.recovered).toBeNull();
});

test("a recovery key of another vault is named as such, not as a wrong password", async () => {
  const user = await open("scene=locked&recovery");
  await user.click(await screen.findByTestId("use-recovery-key"));
  await user.click(screen.getByTestId("recovery-key"));
  await user.paste("A".repeat(56));
  await user.click(screen.getByTestId("unlock-with-key"));
  expect(await screen.findByTestId("failure")).toHaveAttribute("data-code", "badRecoveryKey");
});

test("an older copy is read until a password makes it the one that counts", async () => {
  const user = await open("scene=open&standing=older");
  const banner = await screen.findByTestId("standing");
  expect(banner).toHaveAttribute("data-kind", "older");
  expect(banner).toHaveTextContent("3 later saves");
  await user.click(within(banner).getByTestId("standing-go-on"));
  await user.type(within(banner).getByTestId("go-on-field"), "wrong{Enter}");
  expect(await within(banner).findByTestId("failure")).toHaveAttribute("data-code", "wrongCredential");
  const field = within(banner).getByTestId("go-on-field") as HTMLInputElement;
  await waitFor(() => expect([field.selectionStart, field.selectionEnd]).toEqual([0, 5]));
  await user.keyboard(`${password}{Enter}`);
  await waitFor(() => expect(screen.queryByTestId("standing")).toBeNull());
});

test("the banner of a diverged copy leads by the password to the merge and shrinks on “Not now”", async () => {
  const user = await open("scene=open&standing=diverged");
  await user.click(await screen.findByTestId("standing-later"));
  expect(screen.getByTestId("standing")).toHaveTextContent(words.standing.diverged.short);
  await user.click(screen.getByTestId("standing-decide"));
  await user.click(screen.getByTestId("standing-merge"));
  await user.type(await screen.findByTestId("go-on-field"), `${password}{Enter}`);
  expect(await screen.findByTestId("settings-section")).toHaveAttribute("data-section", "merge");
  await user.click(screen.getByTestId("choose-copy"));
  await user.type(await screen.findByTestId("copy-password"), `${password}{Enter}`);
  expect(await screen.findByTestId("merged")).toHaveTextContent("3 entries were added");
  expect(screen.queryByTestId("standing")).toBeNull();
});

test("removing the keychain slot keeps the sheet when its key is typed", async () => {
  const user = await settingsAt("scene=open&recovery&keychain", "ways");
  const dropped = vi.spyOn(core, "dropSlot");
  const rows = await screen.findAllByTestId("slot-row");
  expect(rows.map((row) => row.dataset.kind)).toEqual(["password", "recoveryKey", "keychain"]);
  await user.click(within(rows[2]!).getByTestId("drop-slot"));
  await user.type(screen.getByTestId("drop-field"), password);
  await user.click(screen.getByRole("radio", { name: words.settings.keepSheetKeep }));
  expect(screen.getByTestId("drop-submit")).toBeDisabled();
  await user.click(screen.getByTestId("recovery-key"));
  await user.paste(sampleKey.join(" "));
  await user.click(screen.getByTestId("drop-submit"));
  await waitFor(() => expect(screen.getAllByTestId("slot-row")).toHaveLength(2));
  expect(dropped).toHaveBeenCalledWith("k1", password, sampleKey.join(" "));
  expect(screen.queryByTestId("recovery-sheet")).toBeNull();
});

test("a password change without the typed key shows a new sheet", async () => {
  const user = await settingsAt("scene=open&recovery", "password");
  await user.type(await screen.findByTestId("current-password"), password);
  await user.type(screen.getByTestId("new-password"), "copper lantern orchard");
  await user.type(screen.getByTestId("repeat-password"), "copper lantern orchard");
  await waitFor(() => expect(screen.getByTestId("save-password")).toBeEnabled());
  await user.click(screen.getByTestId("save-password"));
  expect(await screen.findByTestId("recovery-sheet")).toBeInTheDocument();
});

test("Escape closes a form in place and the focus returns to its button", async () => {
  const user = await settingsAt("scene=open", "ways");
  const button = await screen.findByTestId("add-keychain");
  await user.click(button);
  await waitFor(() => expect(screen.getByTestId("add-chain-field")).toHaveFocus());
  await user.keyboard("{Escape}");
  expect(screen.queryByTestId("add-chain-field")).toBeNull();
  await waitFor(() => expect(button).toHaveFocus());
});

test("a backup is restored only after looking inside and one more question", async () => {
  const user = await settingsAt("scene=open", "backups");
  const restored = vi.spyOn(core, "restoreBackup");
  await waitFor(() => expect(screen.getAllByTestId("backup-row")).toHaveLength(5));
  await user.click(within(screen.getAllByTestId("backup-row")[1]!).getByTestId("inspect"));
  await user.type(await screen.findByTestId("copy-password"), `${password}{Enter}`);
  expect(await screen.findByTestId("inspected")).toHaveTextContent("3 entries of today would be gone");
  await user.click(screen.getByTestId("restore"));
  expect(restored).not.toHaveBeenCalled();
  await user.click(screen.getByTestId("confirm-restore"));
  expect(await screen.findByTestId("toast")).toHaveTextContent(words.backups.restored);
});

test("a damaged vault offers its backups in front of the lock", async () => {
  const user = await open("scene=locked&damaged");
  await user.type(await screen.findByTestId("unlock-password"), `${password}{Enter}`);
  await user.click(await screen.findByTestId("rescue"));
  await user.click((await screen.findAllByTestId("inspect"))[0]!);
  await user.type(await screen.findByTestId("copy-password"), `${password}{Enter}`);
  await user.click(await screen.findByTestId("restore"));
  await user.click(screen.getByTestId("confirm-restore"));
  expect(await screen.findByTestId("codes-page")).toBeInTheDocument();
});

test("backups of an older password go only after a question", async () => {
  const user = await settingsAt("scene=open", "backups");
  await user.click(await screen.findByTestId("delete-old"));
  await user.click(await screen.findByTestId("confirm-delete-old"));
  await waitFor(() => expect(screen.getAllByTestId("backup-row")).toHaveLength(3));
  expect(screen.queryByTestId("old-backups")).toBeNull();
});

test("the clock is corrected only after asking", async () => {
  const user = await settingsAt("scene=open&clock=-95000", "clock");
  const applied = vi.spyOn(core, "applyClock");
  expect(await screen.findByTestId("clock-offset")).toHaveTextContent("95 seconds fast");
  await user.click(screen.getByTestId("apply-clock"));
  expect(applied).not.toHaveBeenCalled();
  await user.click(screen.getByTestId("confirm-clock"));
  expect(applied).toHaveBeenCalledWith(-95000);
  expect(await screen.findByTestId("stop-clock")).toBeInTheDocument();
});

test("the quick pick key is recorded by pressing it, and Escape keeps the old one", async () => {
  const user = await settingsAt("scene=open", "locking");
  const saved = vi.spyOn(core, "saveSettings");
  await user.click(await screen.findByTestId("record-key"));
  await user.keyboard("{Escape}");
  expect(saved).not.toHaveBeenCalled();
  await user.click(screen.getByTestId("record-key"));
  await user.keyboard("{Control>}{Alt>}k{/Alt}{/Control}");
  expect(saved).toHaveBeenCalledWith(expect.objectContaining({ quickPickKey: "Ctrl+Alt+K" }));
});

test("every failure has words that end as sentences do", () => {
  for (const code of Object.keys(words.failures) as FailureCode[]) {
    const { title, hint } = words.failures[code];
    expect(title, code).not.toMatch(/\.$/);
    expect(hint, code).toMatch(/\.$/);
  }
});

test("a keychain slot of another computer is named as such, and this one's can be added beside it", async () => {
  const status = core.vaultStatus;
  vi.spyOn(core, "vaultStatus").mockImplementation(async () => ({
    ...(await status()),
    keychainSlot: false,
  }));
  await settingsAt("scene=open&keychain", "ways");
  expect(await screen.findByText(words.settings.way.keychainElsewhere.name)).toBeInTheDocument();
  expect(screen.getByTestId("add-keychain")).toBeInTheDocument();
});

test("a backup that could not be written is said on the page of backups", async () => {
  await settingsAt("scene=open&nodisk", "backups");
  expect(await screen.findByTestId("backup-trouble")).toHaveTextContent("/media/ana/Stick is not there");
});

test("after a password change the page says so and its backups count as old", async () => {
  const user = await settingsAt("scene=open", "password");
  await user.type(await screen.findByTestId("current-password"), password);
  await user.type(screen.getByTestId("new-password"), "copper lantern orchard");
  await user.type(screen.getByTestId("repeat-password"), "copper lantern orchard");
  await waitFor(() => expect(screen.getByTestId("save-password")).toBeEnabled());
  await user.click(screen.getByTestId("save-password"));
  await user.click(within(await screen.findByTestId("password-changed")).getByText(words.settings.toBackups));
  expect(await screen.findByTestId("old-backups")).toHaveTextContent(words.backups.old(6));
});

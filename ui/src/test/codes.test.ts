// The codes, their recovery codes and their health, as a person uses them.
import { cleanup, render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import App from "../App.svelte";
import { chooseCore, core } from "../core";
import { nudge, restart } from "../fake";
import { browse } from "../features/codes/browse.svelte";
import { codes } from "../features/codes/codes.svelte";
import { desk } from "../features/codes/desk.svelte";
import { health } from "../features/health/health.svelte";
import QuickPick from "../features/quick/QuickPick.svelte";
import { vault } from "../features/vault/vault.svelte";
import { navigation } from "../window/navigation.svelte";
import { notices } from "../window/notices.svelte";

const password = "correct horse battery";

beforeAll(chooseCore);

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  notices.dismiss();
  navigation.go("codes");
  desk.forget();
  browse.forget();
  health.forget();
  codes.forget();
  Object.assign(vault, { known: false, unlocked: false, lockedBecause: null });
});

async function open(scene: string) {
  window.history.replaceState(null, "", `/?${scene}&pace=0`);
  restart();
  render(App);
  await screen.findAllByTestId("code-row");
  return userEvent.setup();
}

const row = (id: string) => screen.queryAllByTestId("code-row").find((one) => one.dataset.id === id);
const rows = () => screen.getAllByTestId("code-row").map((one) => one.dataset.id);
const digits = (id: string) => within(row(id)!).getByTestId("code-digits").textContent?.trim();

test("hidden rows have no digits anywhere in the page", async () => {
  await open("scene=open&masked");
  const read = vi.spyOn(core, "readCodes");
  expect(digits("e1")).toBe("••••••");
  expect(read).not.toHaveBeenCalled();
  expect(codes.digits("e1")).toBeUndefined();
});

test("an answer to an older search is not shown", async () => {
  const user = await open("scene=open");
  let first: (found: { ids: string[]; total: number }) => void = () => {};
  vi.spyOn(core, "searchEntries").mockReturnValueOnce(new Promise((done) => (first = done)));
  await user.type(screen.getByTestId("search"), "cl");
  await user.type(screen.getByTestId("search"), "oud");
  first({ ids: ["e5"], total: 1 });
  await waitFor(() => expect(rows()).toEqual(["e4"]));
});

test("what another program saved appears in the list", async () => {
  await open("scene=open");
  await core.editEntry("e1", { ...(await core.listEntries())[0]!, issuer: "Renamed elsewhere" }, null);
  nudge.entries();
  await waitFor(() => expect(row("e1")).toHaveTextContent("Renamed elsewhere"));
});

test("in my order a row moves by Alt and the arrows, and keeps the focus", async () => {
  const user = await open("scene=open");
  const moved = vi.spyOn(core, "moveEntries");
  await browse.setSort("mine");
  await user.keyboard("{ArrowDown}");
  await waitFor(() => expect(document.activeElement).toHaveAttribute("data-row", "e1"));
  await user.keyboard("{Alt>}{ArrowDown}{/Alt}");
  expect(moved).toHaveBeenCalledWith(["e1"], "e3");
  await waitFor(() => expect(rows().slice(0, 3)).toEqual(["e2", "e1", "e3"]));
  await waitFor(() => expect(document.activeElement).toHaveAttribute("data-row", "e1"));
});

test("several chosen entries go to the trash together and come back together", async () => {
  const user = await open("scene=open");
  await user.click(screen.getByTestId("choose-entries"));
  for (const id of ["e3", "e5"]) await user.click(within(row(id)!).getByRole("checkbox"));
  expect(screen.getByTestId("bulk-bar")).toHaveTextContent("2 chosen");
  await user.click(screen.getByTestId("bulk-remove"));
  await waitFor(() => expect([row("e3"), row("e5")]).toEqual([undefined, undefined]));
  await user.click(await screen.findByTestId("toast-action"));
  await waitFor(() => expect([row("e3"), row("e5")]).not.toContain(undefined));
});

test("a group is renamed where it is chosen", async () => {
  const user = await open("scene=open");
  await user.click(screen.getByRole("button", { name: "Work" }));
  await user.click(await screen.findByTestId("group-more"));
  await user.click(await screen.findByTestId("rename-group"));
  const field = await screen.findByTestId("group-name");
  await user.clear(field);
  await user.type(field, "Office{Enter}");
  await waitFor(() => expect(codes.byId.get("e1")?.group).toBe("Office"));
  expect(screen.getByRole("button", { name: "Office" })).toHaveAttribute("aria-pressed", "true");
});

test("a picture with several entries adds those that are ticked and not there yet", async () => {
  const user = await open("scene=open");
  const added = vi.spyOn(core, "addFound");
  await user.click(screen.getByTestId("add-entry"));
  await user.click(await screen.findByTestId("tab-scan"));
  await user.click(await screen.findByTestId("scan-clipboard"));
  const found = await screen.findAllByTestId("found-entry");
  expect(found).toHaveLength(3);
  expect(within(found[1]!).getByRole("checkbox")).toBeDisabled();
  await user.click(found[2]!);
  await user.click(screen.getByTestId("add-found"));
  expect(added).toHaveBeenCalledWith([1]);
  expect(await screen.findByTestId("toast")).toHaveTextContent("Mastodon was added");
});

test("a dropped picture opens the panel with what it holds", async () => {
  await open("scene=open");
  await nudge.dropped();
  expect(await screen.findAllByTestId("found-entry")).toHaveLength(3);
});

test("a typed key is judged while it is typed, and the sign that is wrong is named", async () => {
  const user = await open("scene=open");
  await user.click(screen.getByTestId("add-entry"));
  await user.click(await screen.findByTestId("tab-key"));
  await user.type(screen.getByTestId("issuer-field"), "Aardvark");
  await user.type(screen.getByTestId("key-field"), "JBSW0");
  await waitFor(() => expect(screen.getByTestId("key-check")).toHaveTextContent("Character 5, “0”"));
  expect(screen.getByTestId("save-entry")).toBeDisabled();
  await user.clear(screen.getByTestId("key-field"));
  await user.type(screen.getByTestId("key-field"), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
  await waitFor(() => expect(screen.getByTestId("key-check")).toHaveAttribute("data-state", "good"));
  await waitFor(() => expect(screen.getByTestId("save-entry")).toBeEnabled());
});

test("leaving an edited entry asks first, and closing returns to its row", async () => {
  const user = await open("scene=open");
  await user.keyboard("{ArrowDown}");
  await waitFor(() => expect(document.activeElement).toHaveAttribute("data-row", "e1"));
  await user.keyboard("{Control>}e{/Control}");
  await user.type(await screen.findByTestId("note-field"), "Backup phone");
  await user.keyboard("{Escape}");
  expect(screen.getByText("Leave without saving?")).toBeInTheDocument();
  await user.click(screen.getByRole("button", { name: "Leave" }));
  await waitFor(() => expect(screen.queryByTestId("edit-panel")).toBeNull());
  await waitFor(() => expect(document.activeElement).toHaveAttribute("data-row", "e1"));
  expect(codes.byId.get("e1")?.note).toBe("");
});

test("an entry is shown as a picture only after the password", async () => {
  const user = await open("scene=open");
  await user.click(within(row("e3")!).getByTestId("edit-entry"));
  await user.click(await screen.findByTestId("show-qr"));
  await user.type(await screen.findByTestId("qr-password-field"), "wrong one{Enter}");
  expect(await screen.findByTestId("failure")).toHaveAttribute("data-code", "wrongCredential");
  expect(screen.queryByTestId("qr-picture")).toBeNull();
  await user.clear(screen.getByTestId("qr-password-field"));
  await user.type(screen.getByTestId("qr-password-field"), `${password}{Enter}`);
  expect(await screen.findByTestId("qr-picture")).toBeInTheDocument();
});

test("a large code is read aloud and leaves with Escape", async () => {
  const user = await open("scene=open&masked");
  await user.keyboard("{ArrowDown}");
  await waitFor(() => expect(document.activeElement).toHaveAttribute("data-row", "e1"));
  await user.keyboard("{Shift>}{Enter}{/Shift}");
  const large = await screen.findByTestId("large-code");
  await waitFor(() => expect(within(large).getByLabelText(/^code \d \d \d, \d \d \d$/)).toBeInTheDocument());
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByTestId("large-code")).toBeNull());
  expect(codes.digits("e1")).toBeUndefined();
});

test("the trash says when an entry goes for good, and deletes only after the password", async () => {
  const user = await open("scene=open&trash");
  await user.click(screen.getByTestId("open-trash"));
  const trashed = await screen.findAllByTestId("trash-row");
  expect(trashed[0]).toHaveTextContent(/gone for good on \d+ \w+/);
  await user.click(within(trashed[0]!).getByRole("checkbox"));
  await user.click(screen.getByTestId("purge-entries"));
  await user.type(await screen.findByTestId("purge-field"), `${password}{Enter}`);
  await waitFor(() => expect(screen.getAllByTestId("trash-row")).toHaveLength(trashed.length - 1));
});

test("pasted recovery codes are told from headings, kept, and counted on the entry", async () => {
  const user = await open("scene=open");
  await user.click(within(row("e5")!).getByTestId("edit-entry"));
  await user.click(await screen.findByTestId("entry-recovery"));
  await user.click(await screen.findByTestId("paste-codes"));
  await user.paste("Backup codes\n1. 4f9k2-8dm3p\n2. q7rt1-x02ze");
  await waitFor(() => expect(screen.getAllByTestId("recognised-code")).toHaveLength(2));
  expect(screen.getByTestId("dropped-line")).toHaveTextContent("Backup codes");
  await user.click(screen.getByTestId("keep-codes"));
  await waitFor(() => expect(codes.byId.get("e5")?.recovery).toMatchObject({ left: 2, total: 2 }));
  expect(await screen.findByTestId("recovery-panel")).toHaveTextContent("Discord");
});

test("the next recovery code is shown, marked as used, and unused again by undo", async () => {
  const user = await open("scene=open");
  await user.click(screen.getByTestId("open-recovery"));
  const set = (await screen.findAllByTestId("recovery-set")).find((one) => one.dataset.id === "r1")!;
  await user.click(set);
  await user.click(await screen.findByTestId("use-next"));
  expect(await screen.findByTestId("used-code")).toHaveTextContent("13 left after it");
  expect(screen.getAllByTestId("recovery-code")[2]).toHaveAttribute("data-spent", "true");
  await user.click(screen.getByTestId("toast-action"));
  await waitFor(() =>
    expect(screen.getAllByTestId("recovery-code")[2]).toHaveAttribute("data-spent", "false"),
  );
  expect(screen.queryByTestId("used-code")).toBeNull();
});

test("recovery codes are revealed after the password and leave with the panel", async () => {
  const user = await open("scene=open");
  await user.click(screen.getByTestId("open-recovery"));
  await user.click((await screen.findAllByTestId("recovery-set"))[0]!);
  await user.click(await screen.findByTestId("reveal-codes"));
  await user.type(await screen.findByTestId("reveal-password-field"), `${password}{Enter}`);
  const text = await screen.findByText("ufgq2-qq3ew");
  await user.click(screen.getByTestId("close-panel"));
  await waitFor(() => expect(text).not.toBeInTheDocument());
});

test("the printable kit needs the password and holds every set", async () => {
  const user = await open("scene=open");
  await user.click(screen.getByTestId("open-recovery"));
  await user.click(await screen.findByTestId("recovery-kit"));
  expect(screen.queryByTestId("kit-paper")).toBeNull();
  await user.type(await screen.findByTestId("kit-password-field"), `${password}{Enter}`);
  const paper = await screen.findByTestId("kit-paper");
  expect(within(paper).getAllByRole("heading", { level: 3 })).toHaveLength(4);
});

test("each thing that deserves attention leads to its remedy", async () => {
  const user = await open("scene=open");
  await user.click(screen.getByTestId("open-health"));
  const item = async (kind: string) =>
    (await screen.findAllByTestId("health-item")).find((one) => one.dataset.kind === kind)!;
  expect(await item("fewRecoveryCodes")).toHaveTextContent("Google");
  await user.click(within(await item("fewRecoveryCodes")).getByTestId("remedy"));
  expect(await screen.findByTestId("recovery-panel")).toHaveTextContent("Google");
  await user.keyboard("{Escape}{Escape}");
  await user.click(await screen.findByTestId("open-health"));
  await user.click(within(await item("weakSeed")).getByTestId("remedy"));
  expect(await screen.findByTestId("edit-panel")).toBeInTheDocument();
});

test("the quick pick copies the chosen entry and closes", async () => {
  window.history.replaceState(null, "", "/quick.html?scene=open&masked&pace=0");
  restart();
  const [copied, closed] = [vi.spyOn(core, "copyCode"), vi.spyOn(core, "closeQuickPick")];
  render(QuickPick);
  const user = userEvent.setup();
  await user.type(await screen.findByTestId("quick-search"), "example");
  await waitFor(() => expect(screen.getAllByTestId("quick-row").length).toBeLessThanOrEqual(8));
  expect(screen.getAllByTestId("quick-row")[0]).toHaveTextContent("••••••");
  await user.keyboard("{ArrowDown}{Enter}");
  const second = screen.getAllByTestId("quick-row")[1]!.dataset.id;
  await waitFor(() => expect(closed).toHaveBeenCalledOnce());
  expect(copied).toHaveBeenCalledWith(second, "current");
});

test("a locked quick pick asks for the password first", async () => {
  window.history.replaceState(null, "", "/quick.html?scene=locked&pace=0");
  restart();
  render(QuickPick);
  const user = userEvent.setup();
  await user.type(await screen.findByTestId("quick-password"), `${password}{Enter}`);
  expect(await screen.findByTestId("quick-search")).toBeInTheDocument();
});

test("all groups are offered until something is written, and Escape closes them before the panel", async () => {
  const user = await open("scene=open");
  const offered = () => screen.queryAllByRole("option").map((one) => one.textContent?.trim());
  await user.click(within(row("e1")!).getByTestId("edit-entry"));
  const field = await screen.findByTestId("group-field");
  await user.click(field);
  expect(offered()).toEqual(["Money", "Work"]);
  await user.keyboard("{Escape}");
  expect(offered()).toEqual([]);
  expect(screen.getByTestId("edit-panel")).toBeInTheDocument();
  await user.keyboard("{ArrowUp}{ArrowUp}{Enter}");
  expect(field).toHaveValue("Money");
  await user.clear(field);
  await user.type(field, "WOR");
  expect(offered()).toEqual(["Work"]);
  await user.keyboard("{ArrowDown}{Enter}");
  expect(field).toHaveValue("Work");
});

test("the owner of recovery codes is an entry until its name is written in", async () => {
  const user = await open("scene=open");
  await user.click(screen.getByTestId("open-recovery"));
  await user.click(await screen.findByTestId("add-recovery"));
  const field = await screen.findByTestId("whose-field");
  await user.click(field);
  expect(screen.getAllByRole("option")).toHaveLength(6);
  await user.type(field, "disc");
  await user.click(screen.getByRole("option"));
  expect(field).toHaveValue("Discord, anneli");
  expect(screen.queryByRole("listbox")).toBeNull();
  const add = vi.spyOn(core, "addRecoverySet");
  await user.type(field, " 2");
  await user.type(screen.getByTestId("paste-codes"), "4f9k2-8dm3p");
  await user.click(await screen.findByTestId("keep-codes"));
  await waitFor(() => expect(add).toHaveBeenCalled());
  expect(add.mock.calls[0]?.[0]).toMatchObject({ kind: "other", issuer: "Discord, anneli 2" });
});

// The window as a person uses it, answered by the stand-in.
import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import App from "../App.svelte";
import { chooseCore, core } from "../core";
import type { Failure } from "../bindings";
import { commands, nudge, restart } from "../fake";
import { accounts } from "../features/accounts/accounts.svelte";
import { codes } from "../features/codes/codes.svelte";
import { settings } from "../features/settings/settings.svelte";
import { sessions } from "../features/sessions/sessions.svelte";
import { vault } from "../features/vault/vault.svelte";
import { navigation } from "../window/navigation.svelte";
import { notices } from "../window/notices.svelte";

beforeAll(chooseCore);

afterEach(() => {
  vi.restoreAllMocks();
  notices.dismiss();
  navigation.go("codes");
  codes.forget();
  Object.assign(accounts, { list: [], adding: false, typed: "", doing: null, refused: null });
  Object.assign(sessions, { known: {}, failure: {}, ended: {}, chosen: null });
  Object.assign(vault, { known: false, unlocked: false, lockedBecause: null, sheet: null, recovered: null });
});

/** Opens the window at a scene of the stand-in. */
async function open(scene: string) {
  window.history.replaceState(null, "", `/?${scene}&pace=0`);
  restart();
  render(App);
  return { core, user: userEvent.setup() };
}

const row = async (id: string) => {
  await screen.findAllByTestId("code-row");
  return screen.getAllByTestId("code-row").find((one) => one.dataset.id === id)!;
};

test("a new vault needs a long password that is typed twice alike", async () => {
  const { user } = await open("scene=first");
  await user.click(await screen.findByTestId("first-run-codes"));
  await user.type(screen.getByTestId("new-password"), "violet kettle harbour");
  await user.type(screen.getByTestId("repeat-password"), "violet kettle harbou");
  await screen.findByTestId("strength");
  expect(screen.getByTestId("create-vault")).toBeDisabled();
  await user.type(screen.getByTestId("repeat-password"), "r");
  await waitFor(() => expect(screen.getByTestId("create-vault")).toBeEnabled());
  await user.click(screen.getByTestId("create-vault"));
  expect(await screen.findByTestId("recovery-sheet", {}, { timeout: 3000 })).toBeInTheDocument();
});

test("whoever signs out learns that the computer still counts as a factor", async () => {
  const { user } = await open("scene=open&stillafactor");
  await user.keyboard("{Control>}4{/Control}");
  const [card] = await screen.findAllByTestId("account-card");
  await user.click(within(card!).getByTestId("sign-out"));
  await user.click(within(card!).getByTestId("confirm-sign-out"));
  const result = await screen.findByTestId("signed-out-result");
  expect(result).toHaveTextContent(/still counts as a way to approve there/);
});

test("a wrong password says so and stays selected", async () => {
  const { user } = await open("scene=locked");
  const field = (await screen.findByTestId("unlock-password")) as HTMLInputElement;
  await user.type(field, "battery staple");
  await user.click(screen.getByTestId("unlock"));
  expect(await screen.findByTestId("failure")).toHaveAttribute("data-code", "wrongCredential");
  await waitFor(() => expect(field).toHaveFocus());
  expect([field.selectionStart, field.selectionEnd]).toEqual([0, field.value.length]);
});

test("typing filters and Enter copies the first", async () => {
  const { core, user } = await open("scene=open");
  const copied = vi.spyOn(core, "copyCode");
  const search = await screen.findByTestId("search");
  await waitFor(() => expect(search).toHaveFocus());
  await user.keyboard("zurch{Enter}");
  expect(screen.getAllByTestId("code-row")).toHaveLength(1);
  expect(copied).toHaveBeenCalledWith("e11", "current");
  expect(await screen.findByTestId("toast")).toHaveTextContent("clears in 20 s");
});

test("hidden codes are dots until Space reveals them, and N copies the next one", async () => {
  const { core, user } = await open("scene=open&masked");
  const copied = vi.spyOn(core, "copyCode");
  const digits = () => row("e1").then((one) => within(one).getByTestId("code-digits").textContent?.trim());
  expect(await digits()).toBe("••••••");
  expect(screen.getByRole("button", { name: "GitHub, ana@example.org, code hidden" })).toBeInTheDocument();
  await user.keyboard("{ArrowDown}");
  await waitFor(() => expect(document.activeElement).toHaveAttribute("data-row", "e1"));
  await user.keyboard(" ");
  const shown = await digits();
  expect(shown).toMatch(/^\d{6}$/);
  const spoken = `${[...shown!.slice(0, 3)].join(" ")}, ${[...shown!.slice(3)].join(" ")}`;
  expect(screen.getByRole("button", { name: `GitHub, ana@example.org, code ${spoken}` })).toBeInTheDocument();
  await user.keyboard("n");
  expect(copied).toHaveBeenCalledWith("e1", "next");
});

test("a pasted link opens the panel filled in, and what it adds is in the list", async () => {
  const { user } = await open("scene=open");
  await screen.findAllByTestId("code-row");
  await user.paste("otpauth://totp/Aardvark:ana?secret=JBSWY3DPEHPK3PXP&issuer=Aardvark");
  expect(await screen.findByTestId("preview")).toHaveTextContent("Aardvark");
  await user.click(screen.getByTestId("save-entry"));
  await user.type(await screen.findByTestId("search"), "aardvark");
  await waitFor(() => expect(screen.getAllByTestId("code-row")).toHaveLength(1));
});

test("a removed entry comes back by undo", async () => {
  const { user } = await open("scene=open");
  await row("e1");
  await user.keyboard("{ArrowDown}");
  await waitFor(() => expect(document.activeElement).toHaveAttribute("data-row", "e1"));
  await user.keyboard("{Delete}");
  await waitFor(async () => expect(await row("e1")).toBeUndefined());
  await waitFor(() => expect(document.activeElement).toHaveAttribute("data-row", "e2"));
  await user.click(await screen.findByTestId("toast-action"));
  await waitFor(async () => expect(await row("e1")).toBeDefined());
});

test("ten thousand entries draw only the rows in sight", async () => {
  await open("scene=many");
  expect((await screen.findAllByTestId("code-row")).length).toBeLessThan(40);
  expect(screen.getAllByRole("listitem")[0]).toHaveAttribute("aria-setsize", "10000");
});

test("a session ends after one more question, and the result says what lives on", async () => {
  const { core, user } = await open("scene=open");
  const ended = vi.spyOn(core, "endSession");
  await user.click(await screen.findByTestId("nav-sessions"));
  await waitFor(() => expect(screen.getAllByTestId("session-row")).toHaveLength(5));
  const second = screen.getAllByTestId("session-row")[1]!;
  await user.click(within(second).getByTestId("end-session"));
  expect(ended).not.toHaveBeenCalled();
  await user.click(within(second).getByTestId("confirm-end"));
  expect(await screen.findByTestId("ended-result")).toHaveTextContent(/1 session ended.*until \d\d:\d\d/);
  await waitFor(() => expect(screen.getAllByTestId("session-row")).toHaveLength(4));
});

test("when the server is away the last list stays and nothing can be ended", async () => {
  const { user } = await open("scene=open");
  await user.click(await screen.findByTestId("nav-sessions"));
  await waitFor(() => expect(screen.getAllByTestId("session-row")).toHaveLength(5));
  nudge.away(true);
  await user.click(screen.getByTestId("refresh-sessions"));
  expect(await screen.findByTestId("server-away")).toBeInTheDocument();
  expect(screen.getAllByTestId("session-row")).toHaveLength(5);
  expect(screen.queryByTestId("end-session")).toBeNull();
});

test("signing out asks first and says whether the server confirmed", async () => {
  const { user } = await open("scene=open");
  await user.click(await screen.findByTestId("nav-accounts"));
  const card = (await screen.findAllByTestId("account-card"))[0]!;
  await user.click(within(card).getByTestId("sign-out"));
  await user.click(within(card).getByTestId("confirm-sign-out"));
  expect(await screen.findByTestId("signed-out-result")).toHaveTextContent("confirmed");
});

test("when the core locks, the codes leave the page", async () => {
  await open("scene=open");
  await screen.findAllByTestId("code-row");
  nudge.lock("idle");
  expect(await screen.findByTestId("unlock-password")).toBeInTheDocument();
  expect(screen.queryByTestId("code-row")).toBeNull();
});

test("a vault that another program changed brings the unlock screen, which says so", async () => {
  const { user } = await open("scene=open");
  await row("e1");
  vi.spyOn(commands, "copyCode").mockRejectedValue({ code: "changedElsewhere", detail: "epoch 2" });
  await user.keyboard("{ArrowDown}{Enter}");
  expect(await screen.findByTestId("unlock-password")).toBeInTheDocument();
  expect(screen.getByText(/gave the vault a new password/)).toBeInTheDocument();
  expect(screen.queryByTestId("failure")).toBeNull();
});

test("waiting for the browser goes on while another place is looked at", async () => {
  const { core, user } = await open("scene=empty");
  let refuse: (failure: Failure) => void = () => {};
  vi.spyOn(core, "signIn").mockReturnValue(new Promise((_, reject) => (refuse = reject)));
  const cancelled = vi.spyOn(core, "cancelSignIn");
  await user.click(await screen.findByTestId("nav-accounts"));
  await user.type(await screen.findByTestId("issuer-input"), "login.example.org{Enter}");
  expect(await screen.findByTestId("waiting-for-browser")).toHaveTextContent("login.example.org");
  await user.click(screen.getByTestId("nav-codes"));
  expect(screen.queryByTestId("waiting-for-browser")).toBeNull();
  await user.click(screen.getByTestId("nav-accounts"));
  await user.click(await screen.findByTestId("cancel-sign-in"));
  expect(cancelled).toHaveBeenCalledOnce();
  refuse({ code: "signInCancelled", detail: "" });
  expect(await screen.findByTestId("issuer-input")).toHaveValue("login.example.org");
});

test("when an account comes back its sessions are asked for again", async () => {
  const { user } = await open("scene=open");
  const id = (await core.listAccounts())[0]!.id;
  const { capabilities } = (await core.listAccounts())[0]!;
  nudge.account(id, { state: "serverAway", capabilities: [] });
  await user.click(await screen.findByTestId("nav-sessions"));
  await screen.findByText("The server is away");
  nudge.account(id, { state: "signedIn", capabilities });
  await waitFor(() => expect(screen.getAllByTestId("session-row")).toHaveLength(5));
});

test("the theme applies at once and is there after a restart", async () => {
  const { user } = await open("scene=open&theme=light");
  await user.click(await screen.findByTestId("nav-settings"));
  await user.click(await screen.findByRole("radio", { name: "Dark" }));
  expect(document.documentElement.dataset.theme).toBe("dark");
  document.documentElement.dataset.theme = "light";
  await settings.load();
  expect(document.documentElement.dataset.theme).toBe("dark");
});

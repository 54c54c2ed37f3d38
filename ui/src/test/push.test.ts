// Push tokens: answering what their servers ask, adding and removing them, answered by the stand-in.
import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import App from "../App.svelte";
import { chooseCore, core } from "../core";
import { nudge, restart } from "../fake";
import { sampleApproval } from "../fake/approvals";
import { sampleChoice, sampleCode, samplePush } from "../fake/pushes";
import { accounts } from "../features/accounts/accounts.svelte";
import { approvals } from "../features/approvals/approvals.svelte";
import PushCard from "../features/approvals/PushCard.svelte";
import { pushes } from "../features/approvals/pushes.svelte";
import { codes } from "../features/codes/codes.svelte";
import { desk } from "../features/codes/desk.svelte";
import { vault } from "../features/vault/vault.svelte";
import { navigation } from "../window/navigation.svelte";
import { notices } from "../window/notices.svelte";

beforeAll(chooseCore);

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  notices.dismiss();
  navigation.go("codes");
  codes.forget();
  desk.forget();
  approvals.forget();
  pushes.forget();
  Object.assign(accounts, { list: [], adding: false, typed: "", doing: null, refused: null });
  Object.assign(vault, { known: false, unlocked: false, lockedBecause: null, sheet: null, recovered: null });
});

/** Opens the window at a scene of the stand-in. */
async function open(scene: string) {
  window.history.replaceState(null, "", `/?${scene}&pace=0`);
  restart();
  render(App);
  return userEvent.setup();
}

const card = () => screen.findByTestId("push-card");

/** The card, once it hears. */
async function hearingCard() {
  await waitFor(async () => expect(await card()).not.toHaveAttribute("data-deaf"));
  return card();
}

const buttonsOf = (element: HTMLElement) =>
  within(element)
    .getAllByRole("button")
    .map((button) => button.dataset.testid);

const outcome = () => screen.findByTestId("approval-outcome");

test("a card hears nothing in its first half second, and nothing on it is pressed by itself then", async () => {
  vi.useFakeTimers();
  const accepted = vi.spyOn(core, "acceptPush");
  const declined = vi.spyOn(core, "declinePush");
  const { container } = render(PushCard, { card: samplePush(), nowMs: Date.now() });
  const controls = [...container.querySelectorAll("button, input")];
  expect(controls.map((control) => control.getAttribute("data-testid"))).toEqual([
    "deny",
    "approve",
    "deny-unknownTrigger",
    "deny-cancelled",
  ]);
  await vi.advanceTimersByTimeAsync(499);
  for (const control of controls) {
    expect(control).toBeDisabled();
    await fireEvent.click(control);
  }
  expect([accepted, declined].every((spy) => spy.mock.calls.length === 0)).toBe(true);

  await vi.advanceTimersByTimeAsync(1);
  expect(screen.getByTestId("deny")).toBeEnabled();
  expect(screen.getByTestId("push-card"), "no button has the focus").toHaveFocus();
});

test("the words of the server are shown as its own, and what they leave out is said", async () => {
  await open("scene=open&push=why");
  const shown = await card();
  expect(shown).toHaveAccessibleName("Example University asks you");
  expect(shown).toHaveTextContent("at mfa.example.edu, token “ana”");
  expect(screen.getByTestId("push-question")).toHaveTextContent(
    "VPN of the campus “Do you want to confirm the login?”",
  );
  expect(screen.getByTestId("push-limits")).toHaveTextContent(/where the sign-in comes from.*no number/);
  expect(within(shown).getByRole("timer")).toHaveAccessibleName(/left/);
  expect(screen.getByTestId("approvals-said")).toHaveTextContent("Example University at mfa.example.edu");
});

test("approving sends one answer and ends the question", async () => {
  const accepted = vi.spyOn(core, "acceptPush");
  const user = await open("scene=open&push=standard");
  expect(buttonsOf(await hearingCard()), "no reason where none is wanted").toEqual(["deny", "approve"]);
  await user.keyboard("{Enter}");
  expect(accepted).not.toHaveBeenCalled();
  await user.dblClick(screen.getByTestId("approve"));
  expect(await outcome()).toHaveAttribute("data-how", "approved");
  expect(accepted).toHaveBeenCalledExactlyOnceWith("p1", null);
  expect(screen.queryByTestId("push-card")).toBeNull();
  expect(screen.queryByTestId("push-code")).toBeNull();
});

test("denying says nothing more, unless one of the reasons is pressed", async () => {
  const declined = vi.spyOn(core, "declinePush");
  const user = await open("scene=open&push=why,why,why");
  await hearingCard();
  await user.click(screen.getByTestId("deny"));
  expect(await outcome()).toHaveAttribute("data-how", "denied");
  await waitFor(async () => expect(await card()).toHaveAttribute("data-id", "p2"));
  await hearingCard();
  await user.click(screen.getByTestId("deny-cancelled"));
  await waitFor(async () => expect(await card()).toHaveAttribute("data-id", "p3"));
  expect(await outcome()).toHaveAttribute("data-how", "denied");
  await hearingCard();
  await user.click(screen.getByTestId("deny-unknownTrigger"));
  await waitFor(async () => expect(await outcome()).toHaveAttribute("data-how", "unknown"));
  expect(await outcome()).toHaveTextContent(/knows your password at mfa.example.edu/);
  expect(declined.mock.calls).toEqual([
    ["p1", null],
    ["p2", "cancelled"],
    ["p3", "unknownTrigger"],
  ]);
});

test("what the page shows is picked, and picking it approves", async () => {
  const accepted = vi.spyOn(core, "acceptPush");
  const user = await open("scene=open&push=presence");
  expect(buttonsOf(await hearingCard()).slice(0, 4)).toEqual([
    "deny",
    ...["push-choice", "push-choice", "push-choice"],
  ]);
  expect(screen.queryByTestId("approve")).toBeNull();
  const group = screen.getByRole("group", { name: "Which one does the sign-in page show?" });
  expect(group).toHaveAccessibleDescription(/does not count them/);
  await user.click(within(group).getByRole("button", { name: `Approve, the page shows ${sampleChoice}` }));
  expect(accepted).toHaveBeenCalledExactlyOnceWith("p1", sampleChoice);
  expect(await outcome()).toHaveAttribute("data-how", "approved");
});

test("a wrong pick ends the question, and does not count as denied", async () => {
  const user = await open("scene=open&push=presence");
  await hearingCard();
  await user.click(screen.getAllByTestId("push-choice")[0]!);
  expect(await outcome()).toHaveAttribute("data-how", "wrong");
  expect(await outcome()).toHaveTextContent(/Nothing was approved/);
  expect(screen.queryByTestId("push-card")).toBeNull();
});

test("a code that the page wants is large until it is put away, before the next question", async () => {
  const user = await open("scene=open&push=code,why");
  await hearingCard();
  await user.click(screen.getByTestId("approve"));
  const shown = await screen.findByTestId("push-code");
  expect(screen.getByTestId("push-digits")).toHaveTextContent(sampleCode);
  expect(screen.getByTestId("push-digits")).toHaveAccessibleName("Code 8 3");
  expect(screen.getByTestId("push-message")).toHaveTextContent("Please enter this code on the login page.");
  expect(shown).toHaveTextContent("A sign-in waits for your answer");
  expect(screen.queryByTestId("push-card")).toBeNull();

  await user.click(screen.getByTestId("copy-push-code"));
  expect(await navigator.clipboard.readText()).toBe(sampleCode);
  await user.click(screen.getByTestId("nav-codes"));
  await user.click(screen.getByTestId("nav-approvals"));
  await user.click(await screen.findByTestId("push-code-done"));
  expect(screen.queryByTestId("push-code")).toBeNull();
  expect(await card()).toHaveAttribute("data-deaf");
});

test("a locked window keeps no code", async () => {
  const user = await open("scene=open&push=code");
  await hearingCard();
  await user.click(screen.getByTestId("approve"));
  await screen.findByTestId("push-code");
  nudge.lock("idle");
  await user.type(await screen.findByTestId("unlock-password"), "correct horse battery{Enter}");
  await user.click(await screen.findByTestId("nav-approvals"));
  await screen.findByTestId("approvals-page");
  expect(screen.queryByTestId("push-code")).toBeNull();
});

test("when the server is away the question stays and can be answered again", async () => {
  const user = await open("scene=open&push=standard&pushaway");
  await hearingCard();
  await user.click(screen.getByTestId("approve"));
  const failed = within(await card()).findByTestId("failure");
  expect(await failed).toHaveAttribute("data-code", "serverAway");
  expect(screen.getByTestId("approve")).toBeEnabled();
  expect(screen.queryByTestId("approval-outcome")).toBeNull();
});

test("what went wrong is told also when the question is gone with it", async () => {
  const user = await open("scene=open&push=standard");
  await hearingCard();
  vi.spyOn(core, "acceptPush").mockImplementation(async () => {
    nudge.takesBack("p1");
    throw { code: "serverRefused", detail: "not taken" };
  });
  await user.click(screen.getByTestId("approve"));
  expect(await screen.findByTestId("failure")).toHaveAttribute("data-code", "serverRefused");
  expect(screen.queryByTestId("push-card")).toBeNull();
  expect(screen.queryByTestId("approval-outcome"), "nobody claims to know what became of it").toBeNull();
});

test("questions of both kinds wait together, and each is told when it is gone", async () => {
  const user = await open("scene=open");
  await screen.findByTestId("search");
  nudge.asks(sampleApproval());
  nudge.asksPush(samplePush());
  expect(await screen.findByText("2 sign-ins wait for your answer")).toBeInTheDocument();
  expect(document.title).toBe("(2) Countersign");
  await user.click(screen.getByTestId("look-at-approval"));
  expect(await screen.findByTestId("approval-card")).toHaveAttribute("data-id", "q1");
  expect(screen.getByTestId("approval-count")).toHaveTextContent("1 of 2");
  await user.click(screen.getByTestId("next-approval"));
  expect(await card()).toHaveAttribute("data-deaf");
  expect(screen.getByTestId("approval-count")).toHaveTextContent("2 of 2");
  nudge.takesBack("p1");
  expect(await outcome()).toHaveTextContent(/question of Example University was answered elsewhere/);
  expect(await screen.findByTestId("approval-card")).toHaveAttribute("data-id", "q1");
});

test("what has the least time left is asked first, whatever its kind", () => {
  const at = (seconds: number) => Date.now() + seconds * 1000;
  approvals.view = {
    cards: [sampleApproval("q1", { expiresAtMs: at(60) }), sampleApproval("q2", { expiresAtMs: at(90) })],
    waiting: 3,
    pushes: [samplePush("p1", { expiresAtMs: at(30) }), samplePush("p2", { expiresAtMs: at(75) })],
    burst: null,
    mutedUntilMs: null,
    streams: [],
  };
  expect(approvals.open.map((one) => one.id)).toEqual(["p1", "q1", "p2", "q2"]);
});

test("a question whose time is up says so and goes", async () => {
  await open("scene=open&push=standard");
  await card();
  const now = Date.now();
  vi.spyOn(Date, "now").mockImplementation(() => now + 120_000);
  await waitFor(async () => expect(await outcome()).toHaveAttribute("data-how", "expired"));
  expect(screen.queryByTestId("push-card")).toBeNull();
});

test("locking takes a question away without calling it answered", async () => {
  const user = await open("scene=open&push=standard");
  await card();
  nudge.lock("idle");
  nudge.takesBack("p1");
  await user.type(await screen.findByTestId("unlock-password"), "correct horse battery{Enter}");
  await user.click(await screen.findByTestId("nav-approvals"));
  await screen.findByTestId("approvals-page");
  expect(screen.queryByTestId("approval-outcome")).toBeNull();
});

test("the tokens are listed, and one is removed after it was asked once more", async () => {
  const removed = vi.spyOn(core, "removePushToken");
  const user = await open("scene=open&tokens=2");
  await user.click(await screen.findByTestId("nav-approvals"));
  const rows = await screen.findAllByTestId("push-token");
  expect(rows[0]).toHaveTextContent(/Example University, ana.*mfa.example.edu · PIPU0001AF3C.*since/);
  await user.click(within(rows[1]!).getByRole("button", { name: "Remove the push token ana@example.org" }));
  expect(removed).not.toHaveBeenCalled();
  await user.click(await screen.findByTestId("confirm-remove-push"));
  expect(removed).toHaveBeenCalledExactlyOnceWith("t2");
  await waitFor(() => expect(screen.getAllByTestId("push-token")).toHaveLength(1));
});

test("a token is added from a link, and an unsafe one only when the person insists", async () => {
  const added = vi.spyOn(core, "addPushToken");
  const user = await open("scene=open");
  await user.click(await screen.findByTestId("nav-approvals"));
  await user.click(await screen.findByTestId("add-push"));
  const link = "otpauth://pipush/ana?issuer=University&url=https%3A%2F%2Fmfa.example.edu%2F&sslverify=0";
  await user.type(await screen.findByTestId("push-link"), link);
  await user.click(screen.getByTestId("save-push"));
  expect(await screen.findByTestId("failure")).toHaveAttribute("data-code", "needsInsisting");
  await waitFor(() => expect(screen.getByRole("button", { name: "Cancel" })).toHaveFocus());
  await user.keyboard("{Escape}");
  expect(await screen.findByTestId("push-link"), "nothing typed is lost").toHaveValue(link);
  expect(added).toHaveBeenCalledTimes(1);

  await user.click(screen.getByTestId("save-push"));
  await user.click(await screen.findByTestId("insist-push"));
  expect(added.mock.calls).toEqual([
    [link, false],
    [link, false],
    [link, true],
  ]);
  expect(await screen.findByTestId("push-token")).toHaveTextContent("University, ana");
  expect(screen.queryByTestId("add-push-panel")).toBeNull();
});

test("a link that enrols no push token says so and stays", async () => {
  const user = await open("scene=open");
  await user.click(await screen.findByTestId("nav-approvals"));
  await user.click(await screen.findByTestId("add-push"));
  await user.type(await screen.findByTestId("push-link"), "otpauth://totp/a?secret=JBSWY3DPEHPK3PXP{Enter}");
  expect(await screen.findByTestId("failure")).toHaveAttribute("data-code", "badLink");
  expect(screen.getByTestId("failure")).toHaveTextContent("This link enrols no push token");
  await user.type(screen.getByTestId("push-link"), "x");
  expect(screen.queryByTestId("failure")).toBeNull();
});

test("when the server does not answer, it is said that its link is good once", async () => {
  const user = await open("scene=open");
  await user.click(await screen.findByTestId("nav-approvals"));
  await user.click(await screen.findByTestId("add-push"));
  const link = "otpauth://pipush/ana?url=https%3A%2F%2Faway.example.edu%2F";
  await user.type(await screen.findByTestId("push-link"), `${link}{Enter}`);
  expect(await screen.findByTestId("failure")).toHaveAttribute("data-code", "serverAway");
  expect(screen.getByTestId("push-link-once")).toBeInTheDocument();
  expect(screen.getByTestId("push-link")).toHaveValue(link);
});

test("a token is added from a picture, whose link never comes to the window", async () => {
  const byLink = vi.spyOn(core, "addPushToken");
  const byHandle = vi.spyOn(core, "addFoundPush");
  const user = await open("scene=open&pushqr");
  await user.click(await screen.findByTestId("nav-approvals"));
  await user.click(await screen.findByTestId("add-push"));
  await user.click(await screen.findByTestId("scan-clipboard"));
  await user.click(await screen.findByTestId("add-found-push"));
  expect(byHandle).toHaveBeenCalledExactlyOnceWith(1, false);
  expect(byLink).not.toHaveBeenCalled();
  expect(await screen.findByTestId("push-token")).toHaveTextContent("Example University, ana");
});

test("a push link among the codes leads to where it is added", async () => {
  const user = await open("scene=open");
  await screen.findAllByTestId("code-row");
  await user.paste("pia://pipush/ana?issuer=University&url=https%3A%2F%2Fmfa.example.edu%2F");
  expect(await screen.findByTestId("push-offer")).toHaveTextContent("This is a push token");
  expect(screen.queryByTestId("failure")).toBeNull();
  expect(screen.getByTestId("save-entry")).toBeDisabled();
  await user.click(screen.getByTestId("go-push"));
  expect(await screen.findByTestId("push-link")).toHaveValue(
    "pia://pipush/ana?issuer=University&url=https%3A%2F%2Fmfa.example.edu%2F",
  );
  await user.click(screen.getByTestId("nav-codes"));
  await screen.findAllByTestId("code-row");
  expect(screen.queryByTestId("add-panel")).toBeNull();
});

test("a push picture among the codes leads to where it is added", async () => {
  const user = await open("scene=open&pushqr");
  await user.click(await screen.findByTestId("add-entry"));
  await user.click(await screen.findByTestId("tab-scan"));
  await user.click(await screen.findByTestId("scan-clipboard"));
  await user.click(await screen.findByTestId("go-push"));
  expect(await screen.findByTestId("found-push")).toHaveTextContent("mfa.example.edu");
});

test("a question that comes while a token is added is not hidden, and nothing typed is lost", async () => {
  const user = await open("scene=open");
  await user.click(await screen.findByTestId("nav-approvals"));
  await user.click(await screen.findByTestId("add-push"));
  await user.type(await screen.findByTestId("push-link"), "otpauth://pipush/a");
  nudge.asksPush(samplePush());
  await hearingCard();
  expect(screen.queryByTestId("add-push-panel")).toBeNull();
  await user.click(screen.getByTestId("deny"));
  expect(await screen.findByTestId("push-link")).toHaveValue("otpauth://pipush/a");
});

test("locking forgets the link that was typed", async () => {
  const user = await open("scene=open");
  await user.click(await screen.findByTestId("nav-approvals"));
  await user.click(await screen.findByTestId("add-push"));
  await user.type(await screen.findByTestId("push-link"), "otpauth://pipush/a");
  nudge.lock("idle");
  await screen.findByTestId("unlock-password");
  await waitFor(() => expect(pushes.link).toBe(""));
  expect(pushes.adding).toBe(false);
});

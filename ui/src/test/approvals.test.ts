// Answering whether a sign-in is one's own, as a person meets it, answered by the stand-in.
import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import App from "../App.svelte";
import { chooseCore, core } from "../core";
import { nudge, restart } from "../fake";
import { sampleApproval, sampleEnrolmentCodes, sampleNumber } from "../fake/approvals";
import { accounts } from "../features/accounts/accounts.svelte";
import ApprovalCard from "../features/approvals/ApprovalCard.svelte";
import { approvals } from "../features/approvals/approvals.svelte";
import { enrolling } from "../features/approvals/enrolling.svelte";
import { codes } from "../features/codes/codes.svelte";
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
  approvals.forget();
  enrolling.stop();
  enrolling.fresh = null;
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

const card = () => screen.findByTestId("approval-card");
const field = () => screen.findByTestId("approval-number");

/** The card, once it hears. */
async function hearingCard() {
  await waitFor(async () => expect(await card()).not.toHaveAttribute("data-deaf"));
  return card();
}

test("a card hears neither pointer nor keyboard in its first half second", async () => {
  vi.useFakeTimers();
  const denied = vi.spyOn(core, "deny");
  const notMe = vi.spyOn(core, "denyNotMe");
  const approved = vi.spyOn(core, "approve");
  const one = sampleApproval();
  const { container } = render(ApprovalCard, { card: one, nowMs: one.createdAtMs });
  const controls = [...container.querySelectorAll("button, input")];
  expect(controls.map((control) => control.getAttribute("data-testid"))).toEqual([
    "approval-number",
    "deny",
    "approve",
    "not-me",
  ]);

  await vi.advanceTimersByTimeAsync(499);
  for (const control of controls) {
    expect(control).toBeDisabled();
    await fireEvent.click(control);
  }
  await fireEvent.submit(container.querySelector("form")!);
  expect([denied, notMe, approved].every((spy) => spy.mock.calls.length === 0)).toBe(true);

  await vi.advanceTimersByTimeAsync(1);
  expect(screen.getByTestId("deny")).toBeEnabled();
  expect(screen.getByTestId("approval-number")).toHaveFocus();
});

test("a card that comes back into sight is deaf again", async () => {
  vi.useFakeTimers();
  const one = sampleApproval();
  render(ApprovalCard, { card: one, nowMs: one.createdAtMs });
  await vi.advanceTimersByTimeAsync(600);
  expect(screen.getByTestId("deny")).toBeEnabled();
  await fireEvent(document, new Event("visibilitychange"));
  expect(screen.getByTestId("deny")).toBeDisabled();
  await vi.advanceTimersByTimeAsync(500);
  expect(screen.getByTestId("deny")).toBeEnabled();
});

test("a card whose window comes to the front is deaf again", async () => {
  vi.useFakeTimers();
  const denied = vi.spyOn(core, "deny");
  const one = sampleApproval();
  render(ApprovalCard, { card: one, nowMs: one.createdAtMs });
  await vi.advanceTimersByTimeAsync(600);
  await fireEvent(window, new Event("focus"));
  expect(screen.getByTestId("deny")).toBeDisabled();
  await fireEvent.click(screen.getByTestId("deny"));
  expect(denied).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(500);
  expect(screen.getByTestId("deny")).toBeEnabled();
});

test("no single key approves, also when the whole number is there", async () => {
  const approved = vi.spyOn(core, "approve");
  const user = await open("scene=open&approval=1");
  await hearingCard();
  await user.type(await field(), `${sampleNumber}{Enter}`);
  expect(screen.getByTestId("approve")).toBeEnabled();
  expect(approved).not.toHaveBeenCalled();
  expect(await card()).not.toHaveAttribute("aria-busy", "true");
});

test("after a failure the focus is back where it was pressed", async () => {
  const refuse = async () => {
    // As a browser does with what has the focus and is disabled.
    (document.activeElement as HTMLElement).blur();
    throw { code: "serverAway", detail: "" };
  };
  vi.spyOn(core, "deny").mockImplementation(refuse);
  const user = await open("scene=open&approval=1");
  await hearingCard();
  await user.click(screen.getByTestId("deny"));
  expect(await screen.findByTestId("failure")).toHaveAttribute("data-code", "serverAway");
  await waitFor(() => expect(screen.getByTestId("deny")).toHaveFocus());
});

test("only the button approves, and only with six digits", async () => {
  const approved = vi.spyOn(core, "approve");
  const user = await open("scene=open&approval=1");
  await hearingCard();
  await user.type(await field(), "20451{Enter}");
  expect(screen.getByTestId("approve")).toBeDisabled();
  await fireEvent.submit((await card()).querySelector("form")!);
  expect(approved).not.toHaveBeenCalled();

  await user.clear(await field());
  await user.paste(" 204 518 ");
  expect(await field()).toHaveValue(sampleNumber);
  await fireEvent.submit((await card()).querySelector("form")!);
  expect(approved, "a submission that no button made").not.toHaveBeenCalled();
  await user.click(screen.getByTestId("approve"));
  expect(approved).toHaveBeenCalledExactlyOnceWith("a1", "q1", sampleNumber);
  expect(await screen.findByTestId("approval-outcome")).toHaveAttribute("data-how", "approved");
  expect(screen.queryByTestId("approval-card")).toBeNull();
});

test("Deny comes before Approve and is not what Enter does", async () => {
  const denied = vi.spyOn(core, "deny");
  const user = await open("scene=open&approval=1");
  await hearingCard();
  const buttons = within(await card()).getAllByRole("button");
  expect(buttons.map((button) => button.dataset.testid)).toEqual(["deny", "approve", "not-me"]);
  await user.type(await field(), "{Enter}");
  expect(denied).not.toHaveBeenCalled();
  await user.click(screen.getByTestId("deny"));
  expect(denied).toHaveBeenCalledExactlyOnceWith("a1", "q1");
  expect(await screen.findByTestId("approval-outcome")).toHaveAttribute("data-how", "denied");
});

test("a wrong number says how many tries are left, and the third denies", async () => {
  const user = await open("scene=open&approval=1");
  await hearingCard();
  await user.type(await field(), "111111");
  await user.click(screen.getByTestId("approve"));
  expect(await screen.findByText(/2 tries left/)).toBeInTheDocument();
  const input = (await field()) as HTMLInputElement;
  await waitFor(() => expect(input).toHaveFocus());
  expect([input.selectionStart, input.selectionEnd]).toEqual([0, 6]);

  await user.keyboard("222222");
  await user.click(screen.getByTestId("approve"));
  expect(await screen.findByText(/One more wrong number denies it/)).toBeInTheDocument();
  await waitFor(() => expect(input).toHaveFocus());
  await user.keyboard("333333");
  await user.click(screen.getByTestId("approve"));
  expect(await screen.findByTestId("approval-outcome")).toHaveAttribute("data-how", "wrong");
});

test("a program without a number needs one deliberate tick", async () => {
  const approved = vi.spyOn(core, "approve");
  const user = await open("scene=open&approval=nonumber");
  await hearingCard();
  expect(screen.queryByTestId("approval-number")).toBeNull();
  expect(screen.getByTestId("approve")).toBeDisabled();
  await user.click(screen.getByTestId("approval-mine"));
  await user.click(screen.getByTestId("approve"));
  expect(approved).toHaveBeenCalledExactlyOnceWith("a1", "q1", "");
});

test("“this was not me” acts without asking, and says what was done", async () => {
  const user = await open("scene=open&approval=1");
  await hearingCard();
  expect(screen.getByTestId("not-me")).toHaveAccessibleDescription(/ends your other sessions there/);
  await user.click(screen.getByTestId("not-me"));
  const steps = await screen.findAllByTestId("not-me-step");
  expect(steps.map((step) => step.dataset.done)).toEqual(["true", "true", "true", "true", "true"]);
  const opened = vi.spyOn(core, "openPasswordPage");
  await user.click(screen.getByTestId("change-server-password"));
  expect(opened).toHaveBeenCalledWith("a1");
  await user.click(screen.getByTestId("not-me-done"));
  expect(await screen.findByTestId("muted")).toHaveTextContent(/paused until \d\d:\d\d/);
});

test("what a server did not do is not told as done", async () => {
  const user = await open("scene=open&approval=1&part");
  await hearingCard();
  await user.click(screen.getByTestId("not-me"));
  const report = await screen.findByTestId("not-me-report");
  expect(report).toHaveTextContent("Not everything could be done");
  expect(within(report).getByText(/Nobody confirmed that your other sessions ended/)).toBeInTheDocument();
  const done = within(report).getAllByTestId("not-me-step");
  expect(done.map((step) => step.dataset.done ?? "unknown")).toEqual([
    "true",
    "unknown",
    "unknown",
    "true",
    "unknown",
  ]);
});

test("“this was not me” that did not arrive claims nothing and can be pressed again", async () => {
  const user = await open("scene=open&approval=1&unheard");
  await hearingCard();
  await user.click(screen.getByTestId("not-me"));
  const report = await screen.findByTestId("not-me-report");
  expect(report).toHaveTextContent("Nobody knows whether the server heard it");
  const done = within(report).getAllByTestId("not-me-step");
  expect(done.map((step) => step.dataset.done ?? "unknown")).toEqual(Array(5).fill("unknown"));
  const again = vi.spyOn(core, "denyNotMe");
  await user.click(screen.getByTestId("not-me-done"));
  await hearingCard();
  await user.click(screen.getByTestId("not-me"));
  expect(again).toHaveBeenCalledExactlyOnceWith("a1", "q1");
});

test("several wait one at a time, and the one that is shown stays while others come and go", async () => {
  const user = await open("scene=open&approval=3");
  await hearingCard();
  expect(screen.getByTestId("approval-count")).toHaveTextContent("1 of 3");
  await user.click(screen.getByTestId("next-approval"));
  expect(await card()).toHaveAttribute("data-id", "q2");
  expect(await card(), "another card is deaf at first").toHaveAttribute("data-deaf");
  nudge.takesBack("q1");
  await waitFor(() => expect(screen.getByTestId("approval-count")).toHaveTextContent("1 of 2"));
  expect(await card()).toHaveAttribute("data-id", "q2");
  expect(screen.queryByTestId("approval-outcome")).toBeNull();
  await hearingCard();
  await user.click(screen.getByTestId("deny"));
  await waitFor(async () => expect(await card()).toHaveAttribute("data-id", "q3"));
  expect(await card()).toHaveAttribute("data-deaf");
  expect(await screen.findByText(/“Transfer of 40.00 EUR/)).toBeInTheDocument();
});

test("one that was answered elsewhere says so and goes", async () => {
  await open("scene=open&approval=1");
  await card();
  nudge.takesBack("q1");
  expect(await screen.findByTestId("approval-outcome")).toHaveAttribute("data-how", "elsewhere");
  expect(screen.queryByTestId("approval-card")).toBeNull();
});

test("one whose time is up says so and goes, whatever the core still lists", async () => {
  await open("scene=open&approval=1");
  await card();
  const now = Date.now();
  vi.spyOn(Date, "now").mockImplementation(() => now + 120_000);
  await waitFor(() => expect(screen.getByTestId("approval-outcome")).toHaveAttribute("data-how", "expired"), {
    timeout: 5000,
  });
  expect(screen.queryByTestId("approval-card")).toBeNull();
  expect(document.title).toBe("Countersign");
});

test("a question in front of a locked vault is read there and answered after unlocking", async () => {
  const user = await open("scene=locked&approval=1");
  const asked = await screen.findByTestId("locked-approval");
  expect(asked).toHaveTextContent("Sign in to Intranet");
  expect(within(asked).getByRole("timer")).toHaveAccessibleName(/left/);
  expect(screen.queryByTestId("approve")).toBeNull();
  expect(screen.queryByTestId("deny")).toBeNull();
  await user.type(screen.getByTestId("unlock-password"), "correct horse battery{Enter}");
  expect(await card()).toHaveAttribute("data-id", "q1");
  expect(await card()).toHaveAttribute("data-deaf");
});

test("a question is read also by whoever unlocks with the recovery key", async () => {
  const user = await open("scene=locked&recovery&approval=1");
  await screen.findByTestId("locked-approval");
  await user.click(screen.getByTestId("use-recovery-key"));
  await screen.findByTestId("unlock-with-key");
  const asked = screen.getByTestId("locked-approval");
  expect(asked).toHaveTextContent("Sign in to Intranet");
  expect(within(asked).getByRole("timer")).toHaveAccessibleName(/left/);
});

test("a question that comes while a password is typed takes nothing of it", async () => {
  const user = await open("scene=locked");
  await user.type(await screen.findByTestId("unlock-password"), "correct horse");
  nudge.asks(sampleApproval());
  await screen.findByTestId("locked-approval");
  expect(screen.getByTestId("unlock-password")).toHaveValue("correct horse");
  expect(screen.getByTestId("unlock-password")).toHaveFocus();
});

test("a question that comes elsewhere is told of, counted and one press away", async () => {
  const user = await open("scene=open");
  const search = await screen.findByTestId("search");
  await waitFor(() => expect(search).toHaveFocus());
  nudge.asks(sampleApproval());
  expect(await screen.findByTestId("approvals-count")).toHaveTextContent("1");
  expect(document.title).toBe("(1) Countersign");
  expect(screen.getByTestId("approvals-said")).toHaveTextContent("Intranet at login.example.org");
  expect(screen.getByTestId("nav-approvals")).toHaveAccessibleName("Approvals, 1 waiting");
  expect(search, "nobody is torn from what they do").toHaveFocus();
  expect(screen.queryByTestId("approval-card")).toBeNull();
  await user.click(screen.getByTestId("look-at-approval"));
  expect(await card()).toHaveAttribute("data-deaf");
});

test("a notification that was pressed leads to its card, and the tray to the first", async () => {
  await open("scene=open");
  await screen.findByTestId("search");
  nudge.asks(sampleApproval(), sampleApproval("q2"), sampleApproval("q3"));
  nudge.showApprovals();
  expect(await card()).toHaveAttribute("data-id", "q1");
  nudge.showApprovals("q2");
  await waitFor(async () => expect(await card()).toHaveAttribute("data-id", "q2"));
  nudge.showApprovals("gone");
  await waitFor(() => expect(screen.getByTestId("approval-count")).toHaveTextContent("2 of 3"));
  expect(await card()).toHaveAttribute("data-id", "q2");
});

test("a second question in the same words is read aloud as well, and so is its end", async () => {
  await open("scene=open");
  await screen.findByTestId("search");
  const heard = () => screen.getByTestId("approvals-said").firstElementChild!;
  nudge.asks(sampleApproval());
  await waitFor(() => expect(heard()).toHaveTextContent("Intranet at login.example.org"));
  const first = heard();
  nudge.asks(sampleApproval("q2"));
  await waitFor(() => expect(heard()).not.toBe(first));
  expect(heard()).toHaveTextContent(first.textContent);
  nudge.takesBack("q2");
  nudge.takesBack("q1");
  await waitFor(() => expect(heard()).toHaveTextContent("answered on another device"));
});

test("a burst hides the card behind its timeline until it was read", async () => {
  const user = await open("scene=open&burst");
  expect(await screen.findAllByTestId("burst-request")).toHaveLength(4);
  expect(screen.queryByTestId("approval-card")).toBeNull();
  expect(screen.getByTestId("lift-burst")).toBeDisabled();
  await user.click(screen.getByTestId("burst-read"));
  await user.click(screen.getByTestId("lift-burst"));
  expect(await card()).toHaveAttribute("data-deaf");
  expect(screen.queryByTestId("burst")).toBeNull();
});

test("a burst of which nothing waits any more counts nothing", async () => {
  await open("scene=open&burst");
  await screen.findByTestId("burst");
  await waitFor(() => expect(document.title).toBe("(1) Countersign"));
  const now = Date.now();
  vi.spyOn(Date, "now").mockImplementation(() => now + 120_000);
  nudge.line("a1", "connected");
  await waitFor(() => expect(document.title).toBe("Countersign"));
  expect(screen.getByTestId("burst")).toBeInTheDocument();
});

test("a computer is let in for approvals, after one more sign-in where the server wants that", async () => {
  const user = await open("scene=open&notused&stale");
  await user.keyboard("{Control>}2{/Control}");
  await user.click(await screen.findByTestId("use-computer"));
  await waitFor(() => expect(screen.getByTestId("device-name")).toHaveValue("ana-thinkpad"));
  await user.clear(screen.getByTestId("device-name"));
  await user.type(screen.getByTestId("device-name"), "Desk");
  const enrolled = vi.spyOn(core, "enrolDevice");
  await user.click(screen.getByTestId("enrol"));
  await user.click(await screen.findByTestId("enrol-sign-in"));
  await waitFor(() => expect(enrolled).toHaveBeenCalledTimes(2));
  expect(enrolled).toHaveBeenLastCalledWith("a1", "Desk");
  const line = () => screen.getAllByTestId("stream").find((one) => one.dataset.id === "a1");
  await waitFor(() => expect(line()).toHaveAttribute("data-state", "connected"));
  expect(screen.queryByTestId("enrol-form")).toBeNull();
});

test("codes that come with an enrolment stay until they are written down", async () => {
  const user = await open("scene=open&notused&codes");
  await user.keyboard("{Control>}2{/Control}");
  await user.click(await screen.findByTestId("use-computer"));
  await waitFor(() => expect(screen.getByTestId("enrol")).toBeEnabled());
  await user.click(screen.getByTestId("enrol"));
  const shown = await screen.findAllByTestId("enrolled-code");
  expect(shown.map((code) => code.textContent)).toEqual(sampleEnrolmentCodes);
  await user.keyboard("{Escape}{Enter}{Control>}1{/Control}");
  nudge.asks(sampleApproval());
  nudge.showApprovals("q1");
  expect(screen.getByTestId("enrolled-codes")).toBeInTheDocument();
  const copied = vi.spyOn(core, "copyEnrolmentCodes");
  await user.click(screen.getByTestId("copy-enrolled-codes"));
  expect(copied).toHaveBeenCalledExactlyOnceWith(sampleEnrolmentCodes);
  await user.click(screen.getByTestId("codes-written"));
  expect(screen.queryByTestId("enrolled-codes")).toBeNull();
  expect(enrolling.fresh).toBeNull();
});

test("a computer is taken away after one more sign-in where the server wants that", async () => {
  const user = await open("scene=open&stale");
  await user.click(await screen.findByTestId("nav-approvals"));
  await user.click(await screen.findByTestId("leave-computer"));
  const left = vi.spyOn(core, "leaveDevice");
  await user.click(screen.getByTestId("confirm-leave"));
  await user.click(await screen.findByTestId("enrol-sign-in"));
  await waitFor(() => expect(left).toHaveBeenCalledTimes(2));
  const line = () => screen.getAllByTestId("stream").find((one) => one.dataset.id === "a1");
  await waitFor(() => expect(line()).toHaveAttribute("data-state", "notEnrolled"));
});

test("a last factor stays, and the window says why", async () => {
  const user = await open("scene=open&lastfactor");
  await user.click(await screen.findByTestId("nav-approvals"));
  await user.click(await screen.findByTestId("leave-computer"));
  await user.click(screen.getByTestId("confirm-leave"));
  expect(await screen.findByTestId("failure")).toHaveAttribute("data-code", "lastFactor");
  expect(screen.getByText(/last second factor/)).toBeInTheDocument();
});

test("the line to each server is told as it is, and a computer can stop", async () => {
  const user = await open("scene=open");
  await user.click(await screen.findByTestId("nav-approvals"));
  const line = () => screen.getAllByTestId("stream").find((one) => one.dataset.id === "a1")!;
  await screen.findAllByTestId("stream");
  expect(line()).toHaveTextContent("Connected");
  nudge.line("a1", "away");
  await waitFor(() => expect(line()).toHaveTextContent("Server away"));
  nudge.line("a1", "waiting");
  await waitFor(() => expect(line()).toHaveTextContent("Connecting again"));
  await user.click(within(line()).getByTestId("leave-computer"));
  await user.click(screen.getByTestId("confirm-leave"));
  await waitFor(() => expect(line()).toHaveAttribute("data-state", "notEnrolled"));
});

test("when the core locks, the card is in front of the vault with its time running", async () => {
  await open("scene=open&approval=1");
  await card();
  nudge.lock("idle");
  expect(await screen.findByTestId("locked-approval")).toHaveTextContent("Intranet");
  expect(screen.getByTestId("unlock-password")).toBeInTheDocument();
  expect(screen.queryByTestId("approval-card")).toBeNull();
});

// Waits with the person for the answer of their device and goes on when it is there. The page says where
// events come from, has every sentence ready in its own language, and works without this file: then it
// looks again by itself, and a button goes on.
"use strict";

const asked = document.querySelector("form[data-approval]");
const approved = document.querySelector("form[data-approval-go]");
const says = document.querySelector("[data-approval-told]");
const left = document.querySelector("[data-approval-left]");

/** How long to wait before the page is asked for again when no more events come, in milliseconds. */
const PAUSE = 3000;

if (left) {
  const end = performance.now() + 1000 * Number(left.dataset.approvalLeft);
  setInterval(() => {
    const seconds = Math.max(0, Math.ceil((end - performance.now()) / 1000));
    left.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }, 1000);
}

if (asked) {
  const again = () => window.location.replace(asked.dataset.approvalPage);
  const events = new EventSource(asked.dataset.approval);
  events.addEventListener("standing", (event) => {
    const standing = JSON.parse(event.data);
    if (standing.state === "pending") {
      if (says.textContent !== standing.text) {
        says.textContent = standing.text;
        says.classList.toggle("danger", standing.wrong);
      }
      return;
    }
    events.close();
    if (standing.state === "approved") {
      asked.submit();
    } else {
      again();
    }
  });
  events.addEventListener("error", () => {
    if (events.readyState === EventSource.CLOSED) {
      setTimeout(again, PAUSE);
    }
  });
}

if (approved) {
  approved.submit();
}

// How a request is told in a few words.
import type { ApprovalView } from "$bindings";
import { words } from "$words";

const said = words.approvals.card;

/** Who wants to know: the program, or the server itself. */
export const whoOf = (card: ApprovalView) => card.app ?? card.serverName;

/** What is asked, as the heading of the card. */
export const whatOf = (card: ApprovalView) => said.what[card.purpose](card.app);

/** Browser and system of whoever asks. */
export function deviceOf(card: ApprovalView): string {
  if (card.browser && card.os) return said.on(card.browser, card.os);
  return card.browser ?? card.os ?? said.deviceUnknown;
}

/** Where the address seems to be, and how sure that is. */
export function placeOf(card: ApprovalView): string {
  if (!card.place) return said.placeUnknown;
  return card.placeWithinKm === null
    ? said.near(card.place)
    : said.nearWithin(card.place, card.placeWithinKm);
}

/** Whole seconds until a moment, never below zero. */
export const secondsUntil = (atMs: number, nowMs: number) => Math.max(0, Math.ceil((atMs - nowMs) / 1000));

/** The digits in what was typed or pasted, six at most. */
export const digitsIn = (text: string) => text.normalize("NFKC").replace(/\D/g, "").slice(0, 6);

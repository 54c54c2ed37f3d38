// How a request is told in a few words.
import type { ApprovalView, PushTokenView, PushView } from "$bindings";
import { words } from "$words";

const said = words.approvals.card;

/** What a person can be asked here: about a sign-in, or whatever the server of a push token asks. */
export type Question = ApprovalView | PushView;

export const isPush = (card: Question): card is PushView => "tokenId" in card;

/** For how long the server of a push token waits for an answer, unless it is told otherwise. */
export const pushLifeSeconds = 120;

/** Who wants to know: the program, or the server itself. */
export const whoOf = (card: Question) =>
  isPush(card) ? card.issuer || card.server : (card.app ?? card.serverName);

/** The server that asks, short. */
export const serverOf = (card: Question) => (isPush(card) ? card.server : card.serverName);

/** What is asked, as the heading of the card. */
export const whatOf = (card: Question) =>
  isPush(card) ? words.push.card.title(whoOf(card)) : said.what[card.purpose](card.app);

/** What a push token is called: by its issuer and whose it is, as far as they are known. */
export const tokenName = (token: Pick<PushTokenView, "issuer" | "label">) =>
  [token.issuer, token.label].filter(Boolean).join(", ") || words.push.tokens.unnamed;

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

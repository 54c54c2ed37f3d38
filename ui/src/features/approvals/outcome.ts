// What became of a card that is no longer shown.
import { words } from "$words";
import { isPush, whatOf, whoOf, type Question } from "./naming";

/** How a card ended. */
export type Outcome = {
  card: Question;
  how: "approved" | "denied" | "unknown" | "wrong" | "expired" | "elsewhere";
};

const said = words.approvals.outcome;
const saidOfPush = words.push.outcome;

/** In a sentence. */
export function outcomeText({ card, how }: Outcome): string {
  switch (how) {
    case "approved":
      return said.approved(whoOf(card));
    case "denied":
    case "unknown":
      return said.denied(whoOf(card));
    case "wrong":
      return isPush(card) ? saidOfPush.wrong : said.wrong;
    case "expired":
      return said.expired(whoOf(card));
    case "elsewhere":
      return isPush(card) ? saidOfPush.elsewhere(whoOf(card)) : said.elsewhere(whatOf(card));
  }
}

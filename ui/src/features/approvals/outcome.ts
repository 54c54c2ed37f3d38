// What became of a card that is no longer shown.
import type { ApprovalView } from "$bindings";
import { words } from "$words";
import { whatOf, whoOf } from "./naming";

/** How a card ended. */
export type Outcome = { card: ApprovalView; how: "approved" | "denied" | "wrong" | "expired" | "elsewhere" };

const said = words.approvals.outcome;

/** In a sentence. */
export function outcomeText({ card, how }: Outcome): string {
  switch (how) {
    case "approved":
      return said.approved(whoOf(card));
    case "denied":
      return said.denied(whoOf(card));
    case "wrong":
      return said.wrong;
    case "expired":
      return said.expired(whoOf(card));
    case "elsewhere":
      return said.elsewhere(whatOf(card));
  }
}

// Which entries are shown, and in which order.
import type { CodeView } from "$bindings";

export type Sort = "favourites" | "name";
export type Filter = { kind: "all" } | { kind: "favourites" } | { kind: "group"; group: string };

/** Letters without accents and case: "Zürcher" is found by "zurcher". */
export function folded(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase("en");
}

const haystack = new WeakMap<CodeView, string>();

function textOf(code: CodeView): string {
  let text = haystack.get(code);
  if (text === undefined) {
    text = folded(`${code.issuer} ${code.account} ${code.group ?? ""}`);
    haystack.set(code, text);
  }
  return text;
}

/** Every word of the query must occur somewhere in issuer, account or group. */
export function matching(list: CodeView[], query: string): CodeView[] {
  const terms = folded(query).split(/\s+/).filter(Boolean);
  if (terms.length === 0) return list;
  return list.filter((code) => terms.every((term) => textOf(code).includes(term)));
}

export function within(list: CodeView[], filter: Filter): CodeView[] {
  if (filter.kind === "all") return list;
  if (filter.kind === "favourites") return list.filter((code) => code.favourite);
  return list.filter((code) => code.group === filter.group);
}

const names = new Intl.Collator("en", { sensitivity: "base", numeric: true });

export function sorted(list: CodeView[], sort: Sort): CodeView[] {
  const favourite = (code: CodeView) => (sort === "favourites" && code.favourite ? 0 : 1);
  return [...list].sort(
    (one, other) =>
      favourite(one) - favourite(other) ||
      names.compare(one.issuer, other.issuer) ||
      names.compare(one.account, other.account),
  );
}

/** The groups in use, by name. */
export function groupsOf(list: CodeView[]): string[] {
  const used = new Set(list.map((code) => code.group).filter((group) => group !== null));
  return [...used].sort(names.compare);
}

/** "GitHub", or the account when the issuer is unknown. */
export function nameOf(entry: { issuer: string; account: string }): string {
  return entry.issuer || entry.account;
}

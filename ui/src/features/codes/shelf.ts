// Which entries are shown, in which order, and the headings between them.
import type { EntryView } from "$bindings";

export type Sort = "favourites" | "mine" | "name" | "recent" | "most" | "group";
export type Filter = { kind: "all" } | { kind: "favourites" } | { kind: "group"; group: string };
/** A line of the list. */
export type Line = { heading: string; count: number } | { entry: EntryView };

/** Letters without accents and case, and numbers at one width, so that plain comparison orders names. */
export function folded(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/\d+/g, (digits) => digits.padStart(9, "0"));
}

const keys = new WeakMap<EntryView, string>();

/** What an entry is ordered by. Kept, for ten thousand of them are ordered at every change. */
function keyOf(entry: EntryView): string {
  let key = keys.get(entry);
  if (key === undefined) {
    key = `${folded(nameOf(entry))}\u0000${folded(entry.account)}`;
    keys.set(entry, key);
  }
  return key;
}

const byName = (one: EntryView, other: EntryView) => {
  const [first, second] = [keyOf(one), keyOf(other)];
  return first < second ? -1 : first > second ? 1 : 0;
};

const orders: Record<Exclude<Sort, "mine">, (one: EntryView, other: EntryView) => number> = {
  favourites: (one, other) => Number(other.favourite) - Number(one.favourite),
  name: byName,
  recent: (one, other) => (other.usedAtMs ?? 0) - (one.usedAtMs ?? 0) || byName(one, other),
  most: (one, other) => other.uses - one.uses || byName(one, other),
  group: (one, other) => comparedGroups(one.group, other.group) || byName(one, other),
};

/** Groups by name; what is in none comes last. */
function comparedGroups(one: string | null, other: string | null): number {
  if (one === other) return 0;
  if (one === null) return 1;
  if (other === null) return -1;
  const [first, second] = [folded(one), folded(other)];
  return first < second ? -1 : first > second ? 1 : one < other ? -1 : 1;
}

/**
 * The list in another order. "mine" is the order in which the core keeps it, and so are favourites
 * and the rest among themselves.
 */
export function sorted(list: EntryView[], sort: Sort): EntryView[] {
  return sort === "mine" ? list : [...list].sort(orders[sort]);
}

export function within(list: EntryView[], filter: Filter): EntryView[] {
  if (filter.kind === "all") return list;
  if (filter.kind === "favourites") return list.filter((entry) => entry.favourite);
  return list.filter((entry) => entry.group === filter.group);
}

/** The entries that a search found, in its order. */
export function picked(byId: ReadonlyMap<string, EntryView>, ids: string[]): EntryView[] {
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** The list with a heading above each group. */
export function headed(list: EntryView[], without: string): Line[] {
  const lines: Line[] = [];
  let heading: { heading: string; count: number } | undefined;
  let group: string | null | undefined;
  for (const entry of list) {
    if (heading === undefined || entry.group !== group) {
      heading = { heading: entry.group ?? without, count: 0 };
      group = entry.group;
      lines.push(heading);
    }
    heading.count += 1;
    lines.push({ entry });
  }
  return lines;
}

/** The groups in use, by name. */
export function groupsOf(list: EntryView[]): string[] {
  const used = new Set<string>();
  for (const { group } of list) if (group !== null) used.add(group);
  return [...used].sort(comparedGroups);
}

/** Where a moved entry goes: the id it is put before, or `null` for the end. `undefined`: it stays. */
export function placeBefore(list: EntryView[], id: string, by: -1 | 1): string | null | undefined {
  const at = list.findIndex((entry) => entry.id === id);
  if (at < 0 || !list[at + by]) return undefined;
  return by < 0 ? list[at - 1]!.id : (list[at + 2]?.id ?? null);
}

/** The list with some entries put before another one, or at the end. */
export function moved(list: EntryView[], ids: string[], before: string | null): EntryView[] {
  const meant = new Set(ids);
  const rest = list.filter((entry) => !meant.has(entry.id));
  const at = before === null ? rest.length : rest.findIndex((entry) => entry.id === before);
  if (at < 0) return list;
  return [...rest.slice(0, at), ...list.filter((entry) => meant.has(entry.id)), ...rest.slice(at)];
}

/** "GitHub", or the account when the issuer is unknown. */
export function nameOf(entry: { issuer: string; account: string }): string {
  return entry.issuer || entry.account;
}

/** "GitHub, ana@example.org": both, for a sentence that must not be mistaken. */
export function fullNameOf(entry: { issuer: string; account: string }): string {
  return [entry.issuer, entry.account].filter(Boolean).join(", ");
}

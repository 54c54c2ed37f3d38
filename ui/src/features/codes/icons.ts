// Marks by name, for the picker.
import { normalised } from "$components/brands";

/** Slug, title, other names. */
export type MarkName = [string, string, string];

/** Those whose title or other name contains what was typed, the ones that begin with it first. */
export function foundMarks(index: MarkName[], query: string, atMost: number): MarkName[] {
  const asked = normalised(query);
  if (asked === "") return index.slice(0, atMost);
  const fits = (asked: string) => {
    const begins: MarkName[] = [];
    const contains: MarkName[] = [];
    for (const mark of index) {
      const title = normalised(mark[1]);
      if (title.startsWith(asked)) begins.push(mark);
      else if (title.includes(asked) || normalised(mark[2]).includes(asked)) contains.push(mark);
      if (begins.length === atMost) break;
    }
    begins.sort((one, other) => one[1].length - other[1].length);
    return [...begins, ...contains].slice(0, atMost);
  };
  const found = fits(asked);
  if (found.length > 0) return found;
  // "Amazon Web Services" has no mark of its own; its first word may have.
  const first = normalised(query.trim().split(/\s+/)[0] ?? "");
  return first !== asked && first.length > 2 ? fits(first) : [];
}

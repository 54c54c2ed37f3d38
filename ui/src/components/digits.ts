/** Digits in groups that the eye can hold: 3+3, 4+4; five letters stay together. */
export function grouped(code: string): string[] {
  const size = code.length;
  if (size <= 5) return [code];
  if (size === 8) return [code.slice(0, 4), code.slice(4)];
  if (size === 7) return [code.slice(0, 3), code.slice(3)];
  const groups: string[] = [];
  for (let at = 0; at < size; at += 3) groups.push(code.slice(at, at + 3));
  return groups;
}

/** As a screen reader should say it: "1 2 3, 4 5 6". */
export function spoken(code: string): string {
  return grouped(code)
    .map((group) => [...group].join(" "))
    .join(", ");
}

// How a typed recovery key is read while it is typed: forgiving about case, separators and letters
// that look like digits, as the core is. Whether the key is the right one only the core knows.

/** Groups of a whole key: 256 bits in thirteen groups and one that catches typing errors. */
export const groupCount = 14;
export const groupLength = 4;

export type ReadKey = {
  /** As far as typed; the last one may be short. */
  groups: string[];
  /** How many of them are complete. */
  done: number;
  /** Characters that no recovery key has, once each. */
  odd: string[];
  /** More characters than a key has. */
  tooLong: boolean;
  /** Nothing odd and every group complete. */
  whole: boolean;
};

export function readKey(text: string): ReadKey {
  const signs = [
    ...text
      .normalize("NFKC")
      .toUpperCase()
      .replace(/[\s\p{Pd}.,;:_]/gu, ""),
  ].map(lookalike);
  const good = signs.filter((sign) => /[0-9A-HJKMNP-TV-Z]/.test(sign));
  const odd = [...new Set(signs.filter((sign) => !/[0-9A-HJKMNP-TV-Z]/.test(sign)))];
  const groups: string[] = [];
  for (let at = 0; at < good.length; at += groupLength)
    groups.push(good.slice(at, at + groupLength).join(""));
  const done = groups.filter((group) => group.length === groupLength).length;
  const tooLong = good.length > groupCount * groupLength;
  return { groups, done, odd, tooLong, whole: done === groupCount && odd.length === 0 && !tooLong };
}

/** Crockford's base 32: O is zero, I and L are one. */
const lookalike = (sign: string) => (sign === "O" ? "0" : sign === "I" || sign === "L" ? "1" : sign);

/** Two different places of a sheet, in order, for asking back what was written there. */
export function twoOf(count: number, chance: () => number = fair): [number, number] {
  const first = Math.floor(chance() * count);
  const second = (first + 1 + Math.floor(chance() * (count - 1))) % count;
  return first < second ? [first, second] : [second, first];
}

const fair = () => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32;

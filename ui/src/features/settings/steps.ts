/** The usual steps, and the chosen value when it is another. 0 stands for never. */
export function steps(usual: number[], chosen: number, say: (count: number) => string, never: string) {
  const all = [...new Set([...usual, chosen])].sort((a, b) => (a || Infinity) - (b || Infinity));
  return all.map((count) => ({ value: String(count), label: count === 0 ? never : say(count) }));
}

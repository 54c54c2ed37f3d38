// A global key as it is recorded: which presses make one, and how it is written.

/** What a press means while a key is being recorded. */
export type Recorded =
  | { is: "key"; key: string }
  /** Escape: leave it as it was. */
  | { is: "cancelled" }
  /** Only Ctrl and the like so far, or a key that would be missed when typing. */
  | { is: "incomplete" };

type Press = Pick<KeyboardEvent, "code" | "key" | "ctrlKey" | "altKey" | "shiftKey" | "metaKey">;

const named: Record<string, string> = {
  Space: "Space",
  Enter: "Enter",
  Tab: "Tab",
  Insert: "Insert",
  Home: "Home",
  End: "End",
  PageUp: "PageUp",
  PageDown: "PageDown",
  ArrowUp: "ArrowUp",
  ArrowDown: "ArrowDown",
  ArrowLeft: "ArrowLeft",
  ArrowRight: "ArrowRight",
  Comma: "Comma",
  Period: "Period",
  Slash: "Slash",
  Minus: "Minus",
  Equal: "Equal",
  Backquote: "Backquote",
};

/** The place on the keyboard counts, not the letter, so that it works under every layout. */
function nameOf(code: string): string | null {
  if (/^Key[A-Z]$/.test(code)) return code.slice(3);
  if (/^Digit\d$/.test(code)) return code.slice(5);
  if (/^F([1-9]|1\d|2[0-4])$/.test(code)) return code;
  return named[code] ?? null;
}

export function record(press: Press): Recorded {
  const held = [
    press.ctrlKey && "Ctrl",
    press.altKey && "Alt",
    press.shiftKey && "Shift",
    press.metaKey && "Super",
  ].filter((one): one is string => one !== false);
  if (press.key === "Escape" && held.length === 0) return { is: "cancelled" };
  const name = nameOf(press.code);
  const firm = held.some((one) => one !== "Shift");
  if (name === null || (!firm && !/^F\d/.test(name))) return { is: "incomplete" };
  return { is: "key", key: [...held, name].join("+") };
}

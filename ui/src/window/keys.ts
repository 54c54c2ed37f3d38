/** A key press in words: "Ctrl+N", "Ctrl+/", "ArrowDown", "/". Command counts as Ctrl. */
export function chord(
  event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">,
): string {
  const letter = event.key.length === 1;
  const key = letter ? event.key.toUpperCase() : event.key;
  const parts: string[] = [];
  if (event.ctrlKey || event.metaKey) parts.push("Ctrl");
  if (event.altKey) parts.push("Alt");
  // Shift is part of the character for signs such as "/" on some layouts, so only letters and names carry it.
  if (event.shiftKey && (!letter || /\p{L}/u.test(event.key))) parts.push("Shift");
  parts.push(key === " " ? "Space" : key);
  return parts.join("+");
}

/** Whether the press would write something into what has the focus. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
  return target instanceof HTMLInputElement && !["checkbox", "radio", "button"].includes(target.type);
}

/** A single character without Ctrl or Alt. */
export function isPrintable(event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey">): boolean {
  return event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
}

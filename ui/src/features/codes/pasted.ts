// What lies on the clipboard that an entry can be made of.
import type { Begun } from "./desk.svelte";

type Clipboard = Pick<DataTransfer, "getData"> & { items?: Iterable<{ kind: string; type: string }> };

/** A setup link, or a picture, which the core reads from the clipboard itself. `null`: neither. */
export function pastedIn(clipboard: Clipboard | null): Begun | null {
  if (!clipboard) return null;
  const text = clipboard.getData("text/plain").trim();
  if (/^(?:otpauth(?:-migration)?|pia|edumfa-push):\/\//i.test(text)) return { link: text };
  const picture = [...(clipboard.items ?? [])].some(
    (item) => item.kind === "file" && item.type.startsWith("image/"),
  );
  return picture ? { read: { kind: "clipboard" } } : null;
}

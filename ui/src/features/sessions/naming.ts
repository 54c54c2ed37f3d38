// What a session is called, and which picture stands for its device.
import type { SessionView } from "$bindings";
import { words } from "$words";

export type DeviceKind = "computer" | "phone" | "tablet" | "program";

/** The name a person gave, or "Browser on OS", or whatever is known. */
export function sessionName(session: SessionView): string {
  if (session.device) return session.device;
  if (session.browser && session.os) return words.sessions.on(session.browser, session.os);
  return session.browser ?? session.os ?? session.app ?? words.sessions.unnamed;
}

export function deviceKind(session: SessionView): DeviceKind {
  const about = `${session.os ?? ""} ${session.browser ?? ""} ${session.device ?? ""}`.toLowerCase();
  if (/ipad|tablet/.test(about)) return "tablet";
  if (/android|ios|iphone|mobile/.test(about)) return "phone";
  return session.os || session.browser ? "computer" : "program";
}

/** This session first, then the one used last; unknown times come last. */
export function inOrder(list: SessionView[]): SessionView[] {
  const used = (session: SessionView) => session.lastActiveAtMs ?? session.createdAtMs ?? 0;
  return [...list].sort((a, b) => Number(b.current) - Number(a.current) || used(b) - used(a));
}

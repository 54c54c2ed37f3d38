// Who answers the commands: the core of the real window, or a stand-in when the page is looked at in
// a browser. The stand-in is left out of a production build: both conditions below are constants then.
import { commands, events as coreEvents, type Failure, type FailureCode } from "./bindings";
import { words } from "./words";

export const core: typeof commands = { ...commands };
export const events: Heard = { ...coreEvents };

/** The part of the events that the window uses. */
export type Heard = { [Name in keyof typeof coreEvents]: Pick<(typeof coreEvents)[Name], "listen"> };

/** Whether the window may be answered by the stand-in at all. */
const standInAllowed = import.meta.env.DEV || import.meta.env.MODE === "gallery";

/** Call once, before the first command. */
export async function chooseCore(): Promise<void> {
  if (!standInAllowed) return;
  if ("__TAURI_INTERNALS__" in window) return;
  const fake = await import("./fake");
  Object.assign(core, fake.commands);
  Object.assign(events, fake.events);
}

/** What a command threw, as a `Failure`: anything unexpected becomes `internal`. */
export function asFailure(thrown: unknown): Failure {
  if (isFailure(thrown)) return thrown;
  return { code: "internal", detail: thrown instanceof Error ? thrown.message : String(thrown) };
}

function isFailure(thrown: unknown): thrown is Failure {
  if (typeof thrown !== "object" || thrown === null || !("code" in thrown)) return false;
  return typeof thrown.code === "string" && Object.hasOwn(words.failures, thrown.code as FailureCode);
}

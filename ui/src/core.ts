// Who answers the commands: the core of the real window, or a stand-in when the page is looked at in
// a browser. The stand-in is left out of a production build: both conditions below are constants then.
import { commands, events as coreEvents, type Failure, type FailureCode } from "./bindings";
import { words } from "./words";

/** Those who want to know of every refusal, whoever asked. */
const listeners = new Set<(failure: Failure) => void>();

export const core: typeof commands = watched(commands);
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
  Object.assign(core, watched(fake.commands));
  Object.assign(events, fake.events);
}

/** Calls `hear` for every command that fails. Returns the way to stop. */
export function onRefusal(hear: (failure: Failure) => void): () => void {
  listeners.add(hear);
  return () => listeners.delete(hear);
}

/** The same commands, whose failures are told to the listeners before they reach the one who asked. */
function watched(asked: typeof commands): typeof commands {
  type Ask = (...given: unknown[]) => Promise<unknown>;
  const asks = asked as Record<string, Ask>;
  const telling = Object.keys(asks).map((name) => {
    const told: Ask = async (...given) => {
      try {
        return await asks[name]?.(...given);
      } catch (thrown) {
        const failure = asFailure(thrown);
        listeners.forEach((hear) => hear(failure));
        throw thrown;
      }
    };
    return [name, told];
  });
  return Object.fromEntries(telling) as typeof commands;
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

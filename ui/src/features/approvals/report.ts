// What "this was not me" did, step by step, with nothing claimed that nobody confirmed.
import type { NotMeView } from "$bindings";
import { words } from "$words";

/** `null` where nobody knows. */
export type Step = { text: string; done: boolean | null };

const said = words.approvals.notMe;

export function stepsOf(view: NotMeView, time: (atMs: number) => string): Step[] {
  const { sessionsEnded: ended } = view;
  const asking = view.askingSessionEnded;
  return [
    { done: view.denied ? true : null, text: view.denied ? said.denied : said.notDenied },
    {
      done: asking,
      text: asking === null ? said.askingUnknown : asking ? said.askingEnded : said.askingNotEnded,
    },
    {
      done: ended === null ? null : true,
      text:
        ended === null
          ? said.notEnded
          : ended.accessTokensUntilMs === null
            ? said.ended(ended.sessions)
            : said.endedUntil(ended.sessions, time(ended.accessTokensUntilMs)),
    },
    muting(view, time),
    { done: view.recorded ? true : null, text: view.recorded ? said.recorded : said.notRecorded },
  ];
}

/** This computer keeps to it by itself, also where the server did not answer. */
function muting(view: NotMeView, time: (atMs: number) => string): Step {
  if (view.mutedUntilMs === null) return { done: false, text: said.notMuted };
  const at = time(view.mutedUntilMs);
  return view.failed.includes("mute")
    ? { done: null, text: said.mutedHere(at) }
    : { done: true, text: said.muted(at) };
}

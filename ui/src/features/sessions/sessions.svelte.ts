// Sessions of each account, with the moment they were read, so that an old list can say so.
import { asFailure, core } from "$core";
import type { EndedView, Failure, SessionView } from "$bindings";

export type Known = { list: SessionView[]; readAtMs: number };

class Sessions {
  /** The account that is shown. */
  chosen = $state<string | null>(null);
  known = $state.raw<Record<string, Known>>({});
  failure = $state.raw<Record<string, Failure | null>>({});
  ended = $state.raw<Record<string, EndedView | null>>({});
  asking = $state(false);

  async load(account: string): Promise<void> {
    this.asking = true;
    try {
      const list = await core.listSessions(account);
      this.known = { ...this.known, [account]: { list, readAtMs: Date.now() } };
      this.failure = { ...this.failure, [account]: null };
    } catch (thrown) {
      this.failure = { ...this.failure, [account]: asFailure(thrown) };
    } finally {
      this.asking = false;
    }
  }

  async end(account: string, session: string): Promise<void> {
    await this.#tell(account, core.endSession(account, session));
  }

  async endOthers(account: string): Promise<void> {
    await this.#tell(account, core.endOtherSessions(account));
  }

  async #tell(account: string, ending: Promise<EndedView>): Promise<void> {
    const ended = await ending;
    this.ended = { ...this.ended, [account]: ended };
    await this.load(account);
  }
}

export const sessions = new Sessions();

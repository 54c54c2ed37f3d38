// One change of the settings at a time, with the refusal that the section shows.
import { asFailure } from "$core";
import type { Failure, Settings } from "$bindings";
import { settings } from "./settings.svelte";

export class Changing {
  failure = $state.raw<Failure | null>(null);

  readonly change = (part: Partial<Settings>) => this.attempt(() => settings.change(part));

  /** True when it worked. */
  async attempt(act: () => Promise<unknown>): Promise<boolean> {
    this.failure = null;
    try {
      await act();
      return true;
    } catch (thrown) {
      this.failure = asFailure(thrown);
      return false;
    }
  }
}

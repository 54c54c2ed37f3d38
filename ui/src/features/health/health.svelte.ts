// What deserves attention, as the core found it last.
import { asFailure, core } from "$core";
import type { Failure, HealthItem } from "$bindings";

const order = { now: 0, soon: 1, consider: 2 };

class Health {
  items = $state.raw<HealthItem[]>([]);
  loaded = $state(false);
  failure = $state.raw<Failure | null>(null);
  /** What is shown as a number beside the list: the things that should not wait. */
  readonly count = $derived(this.items.filter((item) => item.severity !== "consider").length);

  async load(): Promise<void> {
    try {
      const items = await core.checkHealth();
      this.items = [...items].sort((one, other) => order[one.severity] - order[other.severity]);
      this.failure = null;
      this.loaded = true;
    } catch (thrown) {
      this.failure = asFailure(thrown);
    }
  }

  forget() {
    Object.assign(this, { items: [], loaded: false, failure: null });
  }
}

export const health = new Health();

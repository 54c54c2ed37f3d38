// What of the codes is looked at: the search, the filter, the order and what was ticked.
import { SvelteSet } from "svelte/reactivity";
import { asFailure, core } from "$core";
import type { Settings } from "$bindings";
import { settings } from "$features/settings/settings.svelte";
import { notices } from "$window/notices.svelte";
import { bringsUnlockScreen } from "$features/vault/vault.svelte";
import { codes } from "./codes.svelte";
import { groupsOf, picked, sorted, within, type Filter, type Sort } from "./shelf";

const saved: Record<Settings["sort"], Sort> = {
  favourites: "favourites",
  mine: "mine",
  name: "name",
  use: "most",
  group: "group",
};

class Browse {
  query = $state("");
  filter = $state.raw<Filter>({ kind: "all" });
  /** Whether rows are ticked instead of copied. */
  choosing = $state(false);
  readonly chosen = new SvelteSet<string>();
  /** "Recently used" is an order for the moment; the others are kept by the core. */
  #recent = $state(false);
  #found = $state.raw<string[] | null>(null);
  #searching = false;
  /** The entry that was ticked last. */
  #ticked: string | null = null;

  readonly sort = $derived<Sort>(this.#recent ? "recent" : (saved[settings.value.sort] ?? "favourites"));
  readonly groups = $derived(groupsOf(codes.list));
  readonly hasFavourites = $derived(codes.list.some((entry) => entry.favourite));
  /** The filter, unless what it stood for is gone. */
  readonly effective = $derived.by<Filter>(() => {
    const { filter } = this;
    if (filter.kind === "group" && !this.groups.includes(filter.group)) return { kind: "all" };
    if (filter.kind === "favourites" && !this.hasFavourites) return { kind: "all" };
    return filter;
  });
  readonly #ordered = $derived(sorted(codes.list, this.sort));
  readonly shown = $derived(
    within(this.#found === null ? this.#ordered : picked(codes.byId, this.#found), this.effective),
  );
  readonly searching = $derived(this.#found !== null);
  /** Whether rows can be dragged: in the person's own order, and all of them in sight. */
  readonly movable = $derived(this.sort === "mine" && !this.searching && !this.choosing);

  async setSort(sort: Sort): Promise<void> {
    this.#recent = sort === "recent";
    if (sort === "recent") return;
    const kept = (Object.keys(saved) as Settings["sort"][]).find((name) => saved[name] === sort);
    if (kept) await settings.change({ sort: kept }).catch((thrown) => notices.fail(asFailure(thrown)));
  }

  /** Asks the core for what fits. One question at a time; an answer that came too late is dropped. */
  async search(): Promise<void> {
    if (this.query.trim() === "") {
      this.#found = null;
      return;
    }
    if (this.#searching) return;
    this.#searching = true;
    try {
      for (;;) {
        const asked = this.query;
        const { ids } = await core.searchEntries(asked);
        if (this.query.trim() === "") {
          this.#found = null;
          break;
        }
        if (this.query === asked) {
          this.#found = ids;
          break;
        }
      }
    } catch (thrown) {
      const failure = asFailure(thrown);
      if (!bringsUnlockScreen(failure.code)) notices.fail(failure);
    } finally {
      this.#searching = false;
    }
  }

  clear() {
    this.query = "";
    this.#found = null;
    this.filter = { kind: "all" };
  }

  /** Ticks or unticks one entry; `upTo` ticks all from the one that was ticked last. */
  tick(id: string, upTo = false) {
    if (!this.choosing) this.choose(true);
    const [from, to] = [this.#ticked, id].map((one) => this.shown.findIndex((entry) => entry.id === one));
    if (upTo && from! >= 0 && to! >= 0) {
      const [first, last] = [Math.min(from!, to!), Math.max(from!, to!)];
      for (const entry of this.shown.slice(first, last + 1)) this.chosen.add(entry.id);
    } else if (!this.chosen.delete(id)) this.chosen.add(id);
    this.#ticked = id;
  }

  choose(on: boolean) {
    this.choosing = on;
    this.chosen.clear();
    this.#ticked = null;
  }

  forget() {
    this.clear();
    this.choose(false);
  }
}

export const browse = new Browse();

// Marks that a person chose by name. Each is loaded with its shard when it is first shown.
import { SvelteMap } from "svelte/reactivity";
import { brandLoaders } from "virtual:brand-loaders";
import { asBrand, type Brand } from "./brands";
import { shardOf } from "./shard";

const loaded = new SvelteMap<string, Brand | null>();
const asked: Record<string, true> = {};

/** The mark; `null` when there is none of this name, `undefined` until it is here. */
export function markOf(slug: string): Brand | null | undefined {
  const mark = loaded.get(slug);
  if (mark === undefined && !asked[slug]) {
    asked[slug] = true;
    void load(slug);
  }
  return mark;
}

async function load(slug: string): Promise<void> {
  try {
    const shard = await brandLoaders[shardOf(slug)]?.();
    const mark = shard?.marks[slug];
    loaded.set(slug, mark ? asBrand(mark[0], mark[1]) : null);
  } catch {
    loaded.set(slug, null);
  }
}

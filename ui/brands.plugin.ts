// Makes the marks of simple-icons reachable without shipping them as one lump: an index of names for the
// picker, and shards of a few dozen marks each, of which a page loads those that it shows.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Plugin } from "vite";
import { shardOf, shards } from "./src/components/shard";

type Entry = { title: string; slug: string; hex: string; aliases?: { aka?: string[]; old?: string[] } };

const index = "virtual:brand-index";
const loaders = "virtual:brand-loaders";
const shard = "virtual:brand-shard/";

const { resolve } = createRequire(import.meta.url);
const read = (path: string) => readFileSync(resolve(`simple-icons/${path}`), "utf8");
let known: Entry[] | undefined;
const all = () => (known ??= JSON.parse(read("icons.json")) as Entry[]);

const pathOf = (slug: string) => / d="([^"]+)"/.exec(read(`icons/${slug}.svg`))?.[1] ?? "";

function written(id: string): string | undefined {
  if (id === index) {
    const names = all().map(({ slug, title, aliases }) => [
      slug,
      title,
      [...(aliases?.aka ?? []), ...(aliases?.old ?? [])].join(" "),
    ]);
    return `export const brandIndex = JSON.parse(${JSON.stringify(JSON.stringify(names))});`;
  }
  if (id === loaders) {
    const each = Array.from({ length: shards }, (_, at) => `() => import("${shard}${at}")`);
    return `export const brandLoaders = [${each.join(",")}];`;
  }
  if (!id.startsWith(shard)) return undefined;
  const at = Number(id.slice(shard.length));
  const mine = all().filter(({ slug }) => shardOf(slug) === at);
  const marks = Object.fromEntries(mine.map(({ slug, hex }) => [slug, [hex, pathOf(slug)]]));
  return `export const marks = JSON.parse(${JSON.stringify(JSON.stringify(marks))});`;
}

export const brands = (): Plugin => ({
  name: "brands",
  resolveId: (id) => (id.startsWith("virtual:brand-") ? `\0${id}` : undefined),
  load: (id) => (id.startsWith("\0virtual:brand-") ? written(id.slice(1)) : undefined),
});

// What brands.plugin.ts makes.
declare module "virtual:brand-index" {
  /** Slug, title and other names of each mark. */
  export const brandIndex: [string, string, string][];
}

declare module "virtual:brand-loaders" {
  /** Each loads one shard: slug to colour and path. */
  export const brandLoaders: (() => Promise<{ marks: Record<string, [string, string]> }>)[];
}

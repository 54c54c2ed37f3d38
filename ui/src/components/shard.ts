/** In how many parts the marks of all brands are shipped. */
export const shards = 64;

/** Which of them holds the mark of this name. */
export function shardOf(slug: string): number {
  let sum = 0;
  for (let at = 0; at < slug.length; at++) sum = (sum * 31 + slug.charCodeAt(at)) >>> 0;
  return sum % shards;
}

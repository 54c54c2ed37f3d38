// Pictures of entries, read once each from the core.
import { SvelteMap } from "svelte/reactivity";
import { core } from "$core";

const read = new SvelteMap<string, string | null>();
let asked: Record<string, true> = {};

/** The picture as an address that an image takes; `null` when it cannot be read. */
export function pictureOf(id: string): string | null | undefined {
  const picture = read.get(id);
  if (picture === undefined && !asked[id]) {
    asked[id] = true;
    core.readPicture(id).then(
      (address) => read.set(id, address),
      () => read.set(id, null),
    );
  }
  return picture;
}

export function forgetPictures() {
  read.clear();
  asked = {};
}

// How long tests wait, and what jsdom lacks and the window needs: sizes, so that the list knows how many
// rows are in sight.
import "@testing-library/jest-dom/vitest";
import { configure } from "@testing-library/svelte";

// What is awaited comes late on a machine that is busy with other things.
configure({ asyncUtilTimeout: 10_000 });

class NoResizes {
  observe() {}
  unobserve() {}
  disconnect() {}
}

globalThis.ResizeObserver ??= NoResizes;
window.matchMedia ??= (media: string) =>
  ({ media, matches: false, addEventListener() {}, removeEventListener() {} }) as unknown as MediaQueryList;
Element.prototype.scrollTo ??= function scrollTo() {};
globalThis.CSS ??= {} as typeof CSS;
CSS.escape ??= (text: string) => text;

Object.defineProperties(HTMLElement.prototype, {
  offsetHeight: { get: () => 580 },
  offsetWidth: { get: () => 700 },
});

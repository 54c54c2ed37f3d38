// A row on its way to another place, held by the pointer. The list scrolls when it comes to an edge.
import type { EntryView } from "$bindings";

/** How close to an edge the list begins to scroll, and how far per frame, in pixels. */
const edge = 44;
const pace = 9;

/** The line above which something lands that is held at `y` pixels below the first row. */
export function landing(y: number, rowHeight: number, rows: number): number {
  return Math.min(rows, Math.max(0, Math.round(y / rowHeight)));
}

export class Dragging {
  id = $state<string | null>(null);
  /** The row above which it would land; the number of rows for the end. */
  to = $state(0);
  readonly #ondrop: (id: string, before: string | null) => void;

  constructor(ondrop: (id: string, before: string | null) => void) {
    this.#ondrop = ondrop;
  }

  begin(event: PointerEvent, id: string, list: EntryView[], viewport: HTMLElement, rowHeight: number) {
    if (event.button !== 0) return;
    event.preventDefault();
    let y = event.clientY;
    let frame = 0;
    const from = list.findIndex((entry) => entry.id === id);
    const place = () => {
      const { top } = viewport.getBoundingClientRect();
      this.to = landing(y - top + viewport.scrollTop, rowHeight, list.length);
    };
    const scroll = () => {
      const { top, bottom } = viewport.getBoundingClientRect();
      if (y < top + edge) viewport.scrollTop -= pace;
      else if (y > bottom - edge) viewport.scrollTop += pace;
      place();
      frame = requestAnimationFrame(scroll);
    };
    const follow = (moved: PointerEvent) => {
      y = moved.clientY;
      place();
    };
    const end = (drop: boolean) => {
      cancelAnimationFrame(frame);
      stop.abort();
      const { to } = this;
      this.id = null;
      if (drop && to !== from && to !== from + 1) this.#ondrop(id, list[to]?.id ?? null);
    };
    const stop = new AbortController();
    const { signal } = stop;
    window.addEventListener("pointermove", follow, { signal });
    window.addEventListener("pointerup", () => end(true), { signal });
    window.addEventListener("pointercancel", () => end(false), { signal });
    window.addEventListener(
      "keydown",
      (pressed) => {
        if (pressed.key !== "Escape") return;
        pressed.stopPropagation();
        end(false);
      },
      { signal, capture: true },
    );
    this.id = id;
    place();
    frame = requestAnimationFrame(scroll);
  }
}

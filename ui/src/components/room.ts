/** How much height is in sight above and below an element, in pixels. */
export function roomAround(element: HTMLElement): { above: number; below: number } {
  const { top, bottom } = element.getBoundingClientRect();
  const clip = clipping(element)?.getBoundingClientRect();
  return {
    above: top - Math.max(0, clip?.top ?? 0),
    below: Math.min(window.innerHeight, clip?.bottom ?? Infinity) - bottom,
  };
}

/** The nearest element around `element` that cuts off what goes beyond its edges. */
function clipping(element: HTMLElement): HTMLElement | null {
  let around = element.parentElement;
  while (around && getComputedStyle(around).overflowY === "visible") around = around.parentElement;
  return around;
}

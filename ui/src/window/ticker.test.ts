import { cleanup, render } from "@testing-library/svelte";
import { tick } from "svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import Ring from "../components/Ring.svelte";
import { ticker } from "./ticker.svelte";

let stop: () => void;

beforeEach(() => {
  vi.useFakeTimers({ now: 1_800_000_000_000 });
  stop = ticker.start();
});
afterEach(() => {
  stop();
  cleanup();
  vi.useRealTimers();
});

const left = () => 30 - ((ticker.nowMs / 1000) % 30);

/** How often a ring moves in so many seconds. */
async function moves(seconds: number): Promise<number> {
  const { container, rerender } = render(Ring, { left: left(), period: 30 });
  const places = new Set<string | null | undefined>();
  for (let second = 0; second < seconds; second++) {
    vi.advanceTimersByTime(1000);
    await rerender({ left: Math.round(left()) });
    await tick();
    places.add(container.querySelector(".left")?.getAttribute("stroke-dashoffset"));
  }
  return places.size;
}

test("a ring moves every second for whoever is at the window", async () => {
  expect(await moves(10)).toBe(10);
});

test("for nobody it moves every five seconds, until somebody comes", async () => {
  vi.advanceTimersByTime(17_000);
  expect(ticker.attended).toBe(false);
  expect(await moves(10)).toBeLessThanOrEqual(3);

  window.dispatchEvent(new KeyboardEvent("keydown", { key: "a" }));
  expect(ticker.attended).toBe(true);
  expect(await moves(10)).toBe(10);
});

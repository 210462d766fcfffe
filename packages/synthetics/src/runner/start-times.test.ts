import { expect, test } from "vitest";
import { startTimes } from "./start-times.ts";

/** Repeatable numbers: a linear congruential generator. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const options = { everySeconds: 60, index: 0, location: "here", nowSeconds: 1000, random: () => 0 };

test("every flow starts once in each interval, at most a tenth of it late", () => {
  for (const random of [() => 0, () => 0.999]) {
    const times = startTimes({ ...options, random });
    const starts = Array.from({ length: 5 }, (_, run) => times.next(1000 + run * 60));
    const first = starts[0] ?? 0;
    expect(starts.map((start) => Math.round(start - first))).toEqual([0, 60, 120, 180, 240]);
    expect(first).toBeGreaterThanOrEqual(1000);
    expect(first).toBeLessThan(1066);
  }
});

test.each([7, 50, 500])("the starts of %i flows have a peak of under three times their mean, in any ten seconds", (count) => {
  const random = randomFrom(1);
  const perSlot = new Map<number, number>();
  for (let index = 0; index < count; index++) {
    const times = startTimes({ ...options, index, random });
    for (let run = 0; run < 20; run++) {
      const slot = Math.floor(times.next(1000 + run * 60) / 10);
      perSlot.set(slot, (perSlot.get(slot) ?? 0) + 1);
    }
  }
  expect(Math.max(...perSlot.values())).toBeLessThan((3 * count) / 6);
});

test("starts that were missed while the machine slept are not made up for", () => {
  const times = startTimes(options);
  const first = times.next(1000);
  const awake = times.next(1000 + 3600);
  expect(awake).toBeGreaterThanOrEqual(1000 + 3600);
  expect(awake - first).toBeLessThan(3720);
  expect(times.next(awake) - awake).toBeGreaterThan(30);
});

test("locations do not start at once", () => {
  expect(startTimes(options).next(1000)).not.toBe(startTimes({ ...options, location: "there" }).next(1000));
});

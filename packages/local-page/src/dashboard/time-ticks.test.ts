import { expect, test } from "vitest";
import { timeTexts, timeTicks } from "./time-ticks.ts";

const END = 1_700_000_000;

test.each([
  ["five minutes on a wide chart", 300, 14, /^\d\d:\d\d:\d\d$/],
  ["five minutes on a narrow one", 300, 4, /^\d\d:\d\d$/],
  ["half a minute", 30, 8, /^\d\d:\d\d:\d\d$/],
  ["a day", 86_400, 10, /^\d\d:\d\d$/],
  ["a week", 7 * 86_400, 8, /^\d\d-\d\d \d\d:\d\d$/],
  ["a month", 30 * 86_400, 8, /^\d\d-\d\d$/],
] as const)("ticks of %s lie inside it, and their texts tell them apart", (_name, seconds, most, form) => {
  const ticks = timeTicks({ startSeconds: END - seconds, endSeconds: END }, most);
  const texts = timeTexts(ticks, seconds);
  expect(ticks.length).toBeGreaterThan(1);
  expect(ticks.length).toBeLessThanOrEqual(most + 1);
  expect(ticks.every((tick) => tick >= END - seconds && tick <= END)).toBe(true);
  expect(texts.every((text) => form.test(text))).toBe(true);
  expect(new Set(texts).size).toBe(texts.length);
});

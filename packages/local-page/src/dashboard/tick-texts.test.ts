import { expect, test } from "vitest";
import { tickTexts } from "./tick-texts.ts";

test.each([
  ["s", [0.09, 0.09002, 0.09004, 0.09006], ["90 ms", "90.02 ms", "90.04 ms", "90.06 ms"]],
  ["s", [0, 0.5, 1, 1.5], ["0 s", "500 ms", "1 s", "1.5 s"]],
  ["percentunit", [0.9995, 0.99955, 0.9996], ["99.95%", "99.955%", "99.96%"]],
  ["percentunit", [0, 0.25, 0.5], ["0%", "25%", "50%"]],
  ["bytes", [2 ** 30, 2 ** 30 + 2 ** 20], ["1 GiB", "1.001 GiB"]],
  ["short", [1_000_000, 1_000_500], ["1 Mil", "1.0005 Mil"]],
  [undefined, [-1, 0, 1], ["-1", "0", "1"]],
] as const)("ticks in %s tell %j apart with as few digits as that takes", (unit, ticks, texts) => {
  expect(tickTexts(ticks, unit)).toEqual(texts);
});

test("a field without decimals has none, and ticks that are one number are written once and again", () => {
  expect(tickTexts([1.25, 1.5], "short", 0)).toEqual(["1", "2"]);
  expect(tickTexts([2, 2], "short")).toEqual(["2", "2"]);
});

import { expect, test } from "vitest";
import { figure, renderBenchmarksPage } from "./benchmarks-page.ts";
import type { BenchResult } from "./run-case.ts";

const result: BenchResult = {
  bench: "record",
  case: "inc, 2 labels",
  peer: "prom-client",
  unit: "ns",
  ours: 12.3456,
  theirs: 220.4,
  ratio: 0.056,
  more: -208,
  spread: [0.05, 0.06],
  withinNoise: false,
  target: { ratio: 0.5, met: true },
};

test("a line holds the figures, the ratio with its quartiles and the finding", () => {
  expect(renderBenchmarksPage("", [result])).toContain("| inc, 2 labels | prom-client | 12.3 | 220 | ns | 0.056 | 0.05–0.06 | ≤ 0.5 met |");
});

test("a line with a limit of what ours takes more tells both", () => {
  const page = renderBenchmarksPage("", [{ ...result, more: 2.5, moreTarget: { limit: 3, met: true } }]);
  expect(page).toContain("| ≤ 0.5 met, 2.5 more, ≤ 3 met |");
});

test("sections of other benches stay, and the bench's own is replaced", () => {
  const first = renderBenchmarksPage("", [result, { ...result, bench: "generate", case: "six services", ratio: 0.4 }]);
  const second = renderBenchmarksPage(first, [{ ...result, ratio: 0.9, withinNoise: true }]);
  expect(second.match(/^## .*/gm)).toEqual(["## generate", "## record"]);
  expect(second).toContain("six services");
  expect(second).toContain("within noise, ≤ 0.5 met");
  expect(second).not.toContain("| 0.056 |");
  expect(second).toContain("| 0.4 |");
});

test("the page is the same when nothing ran anew", () => {
  const page = renderBenchmarksPage("", [result]);
  expect(renderBenchmarksPage(page, [])).toBe(page);
});

test.each([
  [12_345.6, "12,346"],
  [0.000_123_4, "0.000123"],
  [99.95, "100"],
])("%d is printed as %s", (value, text) => {
  expect(figure(value)).toBe(text);
});

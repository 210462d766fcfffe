import { expect, test } from "vitest";
import { samplesOfPanels } from "./sample-cost.ts";

test("a service's dashboard reads at most a fifth of the samples that its panels would read of the metrics", {
  timeout: 120_000,
}, async () => {
  const panels = await samplesOfPanels();
  const total = (of: "recorded" | "raw") => panels.reduce((sum, panel) => sum + panel[of], 0);
  expect(total("raw")).toBeGreaterThan(10_000);
  expect(total("recorded") / total("raw")).toBeLessThanOrEqual(1 / 5);
  const recorded = panels.filter(({ raw, recorded: fewer }) => fewer < raw / 2);
  expect(recorded.map(({ panel }) => panel)).toEqual(
    expect.arrayContaining(["Latency, p99", "Latency", "Latency distribution", "Requests by status"]),
  );
});

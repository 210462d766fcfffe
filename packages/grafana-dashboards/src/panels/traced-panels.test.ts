import { defineCounter, defineGauge, open } from "@platform/metrics/define";
import { print, select } from "@platform/promql";
import { expect, test } from "vitest";
import { tracedPanels } from "./traced-panels.ts";

const runs = defineCounter({ name: "runs_total", help: "Runs.", labels: { flow: open({ max: 1000 }), outcome: ["passed", "failed"] } });
const depth = defineGauge({ name: "queue_depth", help: "Depth." });

test("a counter whose samples carry their trace shows dots, told apart by what its selection leaves open", () => {
  const [panel, ...others] = tracedPanels({ "Failed runs": select(runs, { outcome: "failed" }), Depth: select(depth) });
  expect(others).toEqual([]);
  expect(panel).toMatchObject({ kind: "timeseries", title: "Failed runs", description: "Runs. Dots are single ones: click one for its trace." });
  expect(panel?.queries.map(({ expression, legend, exemplars }) => [print(expression), legend, exemplars])).toEqual([
    ['sum by (flow) (increase(runs_total{job=~"$job", instance=~"$instance", outcome="failed"}[$__rate_interval]))', "{{flow}}", true],
  ]);
});

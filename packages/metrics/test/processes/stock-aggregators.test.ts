import { parseExposition } from "@platform/metrics/testing";
import { AggregatorRegistry as SuccessorAggregator, Registry as SuccessorRegistry } from "@prometheus-io/client";
import { AggregatorRegistry } from "prom-client";
import { expect, test } from "vitest";
import { createAggregatedRegistry } from "../../src/processes/aggregated-registry.ts";
import { crewOfCluster } from "./crew.ts";

test.each([
  ["prom-client", () => new AggregatorRegistry()],
  ["@prometheus-io/client", () => new SuccessorAggregator()],
] as const)("the aggregator of %s adds our metrics up in a real cluster, while ours does", async (client, createAggregator) => {
  const aggregator = createAggregator();
  const crew = crewOfCluster();
  const ours = createAggregatedRegistry({ registry: new SuccessorRegistry(), workers: [crew.source], timeoutSeconds: 20, withMissing: false });
  try {
    const members = await Promise.all([crew.hire({ client }), crew.hire({ client }), crew.hire({ client })]);
    const made = await Promise.all(members.map((member) => member.work(100)));
    const [text, update] = await Promise.all([aggregator.clusterMetrics(), ours.update()]);
    const samples = parseExposition(text).flatMap((family) => family.samples);
    const total = (name: string) => samples.filter((sample) => sample.name === name).reduce((sum, { value }) => sum + value, 0);
    const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
    expect(total("jobs_total")).toBe(sum(made.flatMap((each) => Object.values(each.jobs))));
    expect(total("wait_seconds_sum")).toBe(sum(made.map((each) => each.waited)));
    expect(total("wait_seconds_count")).toBe(300);
    expect(samples.filter(({ name, labels }) => name === "wait_seconds_bucket" && labels.le === "+Inf").reduce((a, { value }) => a + value, 0)).toBe(
      300,
    );
    expect([total("pulses_total"), total("queue_depth"), total("oldest_seconds"), total("phase")]).toEqual([300, 6, 3, 2]);
    expect(update).toEqual({ complete: true });
    const names = ours.registry.getMetricsAsArray().map((metric) => (metric as { name: string }).name);
    expect(names).toEqual(expect.arrayContaining(["jobs_total", "wait_seconds", "theirs_seconds", "metrics_workers"]));
  } finally {
    ours.stop();
    await crew.dismiss();
  }
});

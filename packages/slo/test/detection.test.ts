import { type AlertingRule, type RuleTest, select } from "@platform/promql";
import { expect, test } from "vitest";
import { type SloDefinition, sloEvents } from "../src/define.ts";
import { type Detection, detectionTable, sloRules } from "../src/index.ts";
import { runRuleTests } from "./run-promtool.ts";
import { payment } from "./travel-services.ts";

const times = { scrapeIntervalSeconds: 15, evaluationIntervalSeconds: 30, tileSeconds: 300 };
const PER_SECOND = 1000;

const availability = { ...payment, slos: payment.slos.filter(({ name }) => name === "availability") };
const groups = sloRules({ service: availability, ...times });
const rows = detectionTable({ service: availability, ...times });

/** What pages: the tiers whose windows a test of some hours can fill. */
const pages = rows.filter(({ action, seconds }) => action === "page" && seconds < 7200);

test.each(pages.map((row) => [row.tier, row.errorRatio, row] as const))(
  "the %s tier pages at %d errors when the table says",
  async (_, __, row) => {
    expect(await runRuleTests(groups, [detectionTest(row, availability.slos[0] ?? expect.fail())])).toBe("");
  },
  300_000,
);

test("an error ratio that no tier sees is never detected", () => {
  const latency = { ...payment, slos: payment.slos.filter(({ name }) => name === "latency") };
  const unseen = detectionTable({ service: latency, ...times }).filter(({ seconds }) => seconds === Number.POSITIVE_INFINITY);
  expect(unseen.map(({ tier, errorRatio }) => `${tier} ${errorRatio}`)).toEqual([
    "fast 0.1",
    "fast 0.01",
    "medium 0.1",
    "medium 0.01",
    "slow 0.1",
    "slow 0.01",
    "day 0.1",
    "day 0.01",
    "steady 0.01",
  ]);
});

/** Hours without an error, then a share of errors: quiet until just before the time of the table, firing at its latest. */
function detectionTest({ tier, errorRatio, seconds, withinSeconds }: Detection, slo: SloDefinition): RuleTest {
  const alert = groups
    .flatMap(({ rules }) => rules)
    .find((rule): rule is AlertingRule => rule.kind === "alert" && rule.labels.tier === tier && rule.labels.slo === slo.name);
  const counter = sloEvents(payment.slos) ?? expect.fail();
  const evaluationSeconds = times.evaluationIntervalSeconds;
  const start = tier === "fast" ? 3600 : 6 * 3600;
  const [healthy, failing] = [start / 15, Math.ceil(withinSeconds / 15) + 4];
  const series = (outcome: "good" | "bad", share: number) => {
    const [before, after] = outcome === "good" ? [PER_SECOND * 15, PER_SECOND * 15 * (1 - share)] : [0, PER_SECOND * 15 * share];
    return {
      series: counter,
      part: select(counter).part,
      labels: { job: "payment", instance: "payment:1", slo: slo.name, outcome },
      samples: [
        { kind: "line", from: 0, step: before, count: healthy + 1 },
        { kind: "line", from: before * healthy + after, step: after, count: failing },
      ] as const,
    };
  };
  const labels = { job: "payment", slo: slo.name, window: tier === "fast" ? "1h" : "6h" };
  const floor = (time: number) => Math.floor(time / evaluationSeconds) * evaluationSeconds;
  return {
    name: `${tier} at ${errorRatio}`,
    sampleSeconds: 15,
    evaluationSeconds,
    input: [series("good", errorRatio), series("bad", errorRatio)],
    expectations: [
      { alert: alert ?? expect.fail(), atSeconds: start, firing: [] },
      // A minute early for extrapolation, which sees the first errors a little larger than they are.
      ...(seconds > 120 ? [{ alert: alert ?? expect.fail(), atSeconds: floor(start + seconds - 60), firing: [] }] : []),
      { alert: alert ?? expect.fail(), atSeconds: floor(start + withinSeconds), firing: [labels] },
    ],
  };
}

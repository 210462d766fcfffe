import { print } from "@platform/promql";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startPrometheus, type TestPrometheus } from "../../test/start-prometheus.ts";
import { defineService, defineSlo, httpAvailability } from "../define.ts";
import { sloRecords } from "../rules/slo-records.ts";
import { sloRules } from "../rules/slo-rules.ts";
import { sloCost } from "./slo-cost.ts";

const INSTANCES = 10;
const TILE = 300;
const DAYS = 4;
const times = { scrapeIntervalSeconds: 15, evaluationIntervalSeconds: 30, tileSeconds: TILE };
const slo = defineSlo({ name: "availability", help: "Answers.", objective: 0.999, windowDays: DAYS, sli: httpAvailability() });
const shop = defineService({ name: "shop", title: "Shop", help: "Sells.", owner: "sales", port: 3000, slos: [slo] });

/** A while ago, since the samples of the last hours are not yet in a block. */
const end = Math.floor(Date.now() / 1000 / TILE) * TILE - 6 * 3600 + 7;

let prometheus: TestPrometheus;
beforeAll(async () => {
  prometheus = await startPrometheus({ openMetrics: samples() });
}, 120_000);
afterAll(() => prometheus.stop());

test("the predicted samples are those that Prometheus reads, within 5 %", async () => {
  const expressions = sloRules({ service: shop, ...times }).flatMap(({ rules }) => rules.map(({ expression }) => expression));
  const read = await Promise.all(expressions.map((expression) => samplesRead(print(expression))));
  const [cost] = sloCost({ service: shop, instances: INSTANCES, ...times });
  const measured = read.reduce((sum, one) => sum + one, 0);
  expect(cost?.rules).toBe(expressions.length);
  expect(Math.abs((cost?.samplesPerRound ?? 0) / measured - 1)).toBeLessThan(0.05);
}, 60_000);

/** Prometheus's own count: https://prometheus.io/docs/prometheus/latest/feature_flags/#per-step-stats */
async function samplesRead(query: string): Promise<number> {
  const response = await fetch(`${prometheus.url}/api/v1/query?${new URLSearchParams({ query, time: String(end), stats: "all" })}`);
  const { data } = (await response.json()) as { data: { stats: { samples: { totalQueryableSamples: number } } } };
  return data.stats.samples.totalQueryableSamples;
}

/** An hour and a half of every instance's counters, and a period of tiles and records. */
function samples(): string {
  const lines: string[] = ["# TYPE slo_events_total counter"];
  const instances = Array.from({ length: INSTANCES }, (_, index) => `shop:${index}`);
  for (const instance of instances) {
    for (const outcome of ["good", "bad"]) {
      const labels = `{job="shop",instance="${instance}",slo="availability",outcome="${outcome}"}`;
      for (let time = end - 5400; time <= end; time += 15) {
        lines.push(`slo_events_total${labels} ${time - end + 5400} ${time}`);
      }
    }
  }
  const gauge = (name: string, labels: string, from: number, step: number) => {
    lines.push(`# TYPE ${name} gauge`);
    for (let time = from; time <= end; time += step) {
      lines.push(`${name}{job="shop"${labels}} 1 ${time}`);
    }
  };
  const of = ',slo="availability"';
  for (const record of [sloRecords.tileTotal, sloRecords.tileBad]) {
    gauge(record.name, of, end - DAYS * 86_400 + TILE, TILE);
  }
  for (const record of [sloRecords.partTotal, sloRecords.partBad, sloRecords.badLastHour, sloRecords.goodRatio, sloRecords.budgetRemaining]) {
    gauge(record.name, of, end - 60, 30);
  }
  lines.push("# TYPE slo:burn_rate:multiple gauge");
  for (const window of sloRecords.burnRate.labels.window) {
    lines.push(`slo:burn_rate:multiple{job="shop"${of},window="${window}"} 1 ${end}`);
  }
  for (const name of ["up", "process_start_time_seconds"]) {
    lines.push(`# TYPE ${name} gauge`, ...instances.map((instance) => `${name}{job="shop",instance="${instance}"} 1 ${end}`));
  }
  return `${lines.join("\n")}\n# EOF\n`;
}

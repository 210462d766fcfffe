import { defineCounter } from "@platform/metrics/define";
import { print } from "@platform/promql";
import { sloRecords, sloRules } from "@platform/slo";
import { defineService, defineSlo, eventRatio, httpAvailability, type Sli } from "@platform/slo/define";
import type { BenchCase } from "../../../scripts/bench/bench-case.ts";
import { evaluationCost, type History, type Shape } from "./evaluation-cost.ts";
import { SLOTH_RECORDS, slothRules } from "./sloth-rules.ts";

const SCRAPE_SECONDS = 15;
const EVALUATION_SECONDS = 30;
const TILE_SECONDS = 300;
const DAY = 86_400;
/** Raw windows end an hour ago, or a tile and two scrapes before: so much of a counter is read. */
const RAW_SECONDS = 3600 + 2 * TILE_SECONDS;
/** What is read as it stands. */
const STANDING_SECONDS = 600;

const ROUTES = Array.from({ length: 10 }, (_, index) => `r${index}`);
const OUTCOMES = ["good", "bad"] as const;
const INSTANCES = ["a", "b", "c"];

/** 60 series: three instances, ten routes, two outcomes. */
const requests = defineCounter({ name: "requests_total", help: "Requests.", labels: { route: ROUTES, outcome: OUTCOMES } });

function rawCounters(job: string, seconds: number): readonly History[] {
  return INSTANCES.flatMap((instance) =>
    ROUTES.flatMap((route) =>
      OUTCOMES.map((outcome): History => {
        const labels = `job="${job}",instance="${instance}",route="${route}",outcome="${outcome}"`;
        return { name: requests.name, labels, seconds, stepSeconds: SCRAPE_SECONDS, kind: "counter" };
      }),
    ),
  );
}

function sourceCounters(job: string, seconds: number): readonly History[] {
  return INSTANCES.flatMap((instance) =>
    OUTCOMES.map((outcome): History => {
      const labels = `job="${job}",instance="${instance}",slo="availability",outcome="${outcome}"`;
      return { name: "slo_events_total", labels, seconds, stepSeconds: SCRAPE_SECONDS, kind: "counter" };
    }),
  );
}

function ours(sli: Sli, counters: typeof rawCounters): Shape {
  const times = { scrapeIntervalSeconds: SCRAPE_SECONDS, evaluationIntervalSeconds: EVALUATION_SECONDS, tileSeconds: TILE_SECONDS };
  const { tileTotal, tileBad, partTotal, partBad, badLastHour, goodRatio, budgetRemaining, burnRate } = sloRecords;
  return {
    rules: (job) => {
      const slo = defineSlo({ name: "availability", help: "Answers.", objective: 0.999, sli });
      const service = defineService({ name: job, title: "Shop", help: "Sells.", owner: "sales", port: 3000, metrics: { requests }, slos: [slo] });
      return sloRules({ service, ...times }).flatMap(({ intervalSeconds, rules }) =>
        rules.map(({ expression }) => ({ expression: print(expression), intervalSeconds })),
      );
    },
    histories: (job) => {
      const labels = `job="${job}",slo="availability"`;
      const standing = { seconds: STANDING_SECONDS, stepSeconds: 60, kind: "gauge" } as const;
      return [
        ...counters(job, RAW_SECONDS),
        ...[tileTotal, tileBad].map(({ name }) => ({ name, labels, seconds: 30 * DAY, stepSeconds: TILE_SECONDS, kind: "gauge" }) as const),
        ...[partTotal, partBad, badLastHour, goodRatio, budgetRemaining].map(({ name }) => ({ name, labels, ...standing })),
        ...burnRate.labels.window.map((window) => ({ name: burnRate.name, labels: `${labels},window="${window}"`, ...standing })),
      ];
    },
  };
}

const sloth: Shape = {
  rules: (job) => {
    const total = `requests_total{job="${job}"}`;
    const bad = `requests_total{job="${job}",outcome="bad"}`;
    return slothRules({ id: job, bad, total, objective: 0.999, intervalSeconds: EVALUATION_SECONDS });
  },
  histories: (job) => [
    ...rawCounters(job, 3 * DAY),
    ...SLOTH_RECORDS.map((name): History => {
      const [seconds, stepSeconds] = name.endsWith("rate5m") ? [30 * DAY, EVALUATION_SECONDS] : [STANDING_SECONDS, 60];
      return { name, labels: `sloth_id="${job}"`, seconds, stepSeconds, kind: "gauge" };
    }),
  ],
};

const fromMetric = ours(
  eventRatio({ good: { metric: requests, labels: { outcome: ["good"] } }, total: { metric: requests, labels: {} } }),
  rawCounters,
);
const atSource = ours(httpAvailability(), sourceCounters);

const A_ROUND = `s a round of ${EVALUATION_SECONDS} s`;
const ONCE = "s, each rule once";

/**
 * A round is the time in which every rule of Sloth is evaluated once: what Prometheus spends in it is what its own counter of rule evaluation
 * grows by. Groups that are evaluated less often are part of a shape; "each rule once" leaves them out of it.
 */
function benchCase(title: string, shape: Shape, services: number, target: number): BenchCase {
  const side = (one: Shape) => {
    let cost: ReturnType<typeof evaluationCost> | undefined;
    return async () => {
      cost ??= evaluationCost(one, { services, roundSeconds: EVALUATION_SECONDS });
      const { round, eachRuleOnce } = await (await cost)();
      return { [A_ROUND]: round, [ONCE]: eachRuleOnce };
    };
  };
  return {
    bench: "evaluation",
    kind: "measure",
    case: title,
    unit: [A_ROUND, ONCE],
    peer: "Sloth's rules",
    target: { [A_ROUND]: target },
    ours: side(shape),
    theirs: side(sloth),
  };
}

export default [
  benchCase("1,000 SLOs, 60 counters each", fromMetric, 1000, 1 / 15),
  benchCase("1,000 SLOs, counted at the source", atSource, 1000, 1 / 50),
  benchCase("100 SLOs, 60 counters each", fromMetric, 100, 1 / 15),
];

import { startPrometheus } from "../test/start-prometheus.ts";
import type { TimedRule } from "./sloth-rules.ts";

/** A series of a metric: how long it goes back, and the seconds between its samples. */
export interface History {
  readonly name: string;
  /** `job="shop",outcome="good"`. */
  readonly labels: string;
  readonly seconds: number;
  readonly stepSeconds: number;
  readonly kind: "counter" | "gauge";
}

/** What a generator of rules makes of the SLO of a service, and what a Prometheus holds after a whole period of them. */
export interface Shape {
  readonly rules: (job: string) => readonly TimedRule[];
  readonly histories: (job: string) => readonly History[];
}

export interface EvaluationOptions {
  /** Services with one SLO each in the same Prometheus. */
  readonly services: number;
  readonly roundSeconds: number;
}

/** Seconds that a Prometheus spends on rules. */
export interface EvaluationSeconds {
  /** Each rule as often as its group is evaluated in a round. */
  readonly round: number;
  readonly eachRuleOnce: number;
}

/** Services with their whole history, whose rules are evaluated; the others only have their series, since more would take hours to write. */
const EVALUATED = 2;

/** Of so many evaluations of a rule the shortest counts: the others waited for something else on this machine. */
const TIMES = 3;

/** A series without history is there, and no more. */
const BARELY_SECONDS = 60;

/**
 * Seconds that a real Prometheus, by its own clock, spends on the rules of many SLOs: each rule of a few of them evaluated on its full
 * history, one after the other, times the number of SLOs.
 *
 * @returns a function that takes the figure anew; Prometheus ends with the process
 */
export async function evaluationCost(
  { rules, histories }: Shape,
  { services, roundSeconds }: EvaluationOptions,
): Promise<() => Promise<EvaluationSeconds>> {
  // A while ago, since the samples of the last hours are not yet in a block.
  const end = Math.floor(Date.now() / 1000 / 300) * 300 - 6 * 3600;
  const jobs = Array.from({ length: services }, (_, index) => `shop-${index}`);
  const prometheus = await startPrometheus({
    openMetrics: openMetrics(
      jobs.flatMap((job, index) =>
        index < EVALUATED ? histories(job) : histories(job).map((history) => ({ ...history, seconds: Math.min(history.seconds, BARELY_SECONDS) })),
      ),
      end,
    ),
  });
  // The end of a process is what stops its Prometheus.
  process.once("SIGTERM", () => process.exit());
  process.once("SIGINT", () => process.exit());
  return async () => {
    const seconds = { round: 0, eachRuleOnce: 0 };
    for (const { expression, intervalSeconds } of jobs.slice(0, EVALUATED).flatMap(rules)) {
      let least = Number.POSITIVE_INFINITY;
      for (let time = 0; time < TIMES; time += 1) {
        least = Math.min(least, await evaluationSeconds(prometheus.url, expression, end));
      }
      seconds.round += (least * roundSeconds * services) / (intervalSeconds * EVALUATED);
      seconds.eachRuleOnce += (least * services) / EVALUATED;
    }
    return seconds;
  };
}

/** https://prometheus.io/docs/prometheus/latest/querying/api/: timings of the query engine, in seconds */
async function evaluationSeconds(url: string, query: string, time: number): Promise<number> {
  const response = await fetch(`${url}/api/v1/query?${new URLSearchParams({ query, time: String(time), stats: "all" })}`);
  const { error, data } = (await response.json()) as {
    readonly error?: string;
    readonly data?: { readonly stats: { readonly timings: { readonly execTotalTime: number } } };
  };
  if (data === undefined) {
    throw new Error(`Prometheus refused ${query}: ${error}`);
  }
  return data.stats.timings.execTotalTime;
}

/** One chunk of text a series. */
function* openMetrics(histories: readonly History[], end: number): Iterable<string> {
  for (const [name, some] of Map.groupBy(histories, (history) => history.name)) {
    yield `# TYPE ${name.replace(/_total$/, "")} ${some[0]?.kind}\n`;
    for (const { labels, seconds, stepSeconds, kind } of some) {
      const lines: string[] = [];
      for (let time = end - Math.floor(seconds / stepSeconds) * stepSeconds; time <= end; time += stepSeconds) {
        lines.push(`${name}{${labels}} ${kind === "counter" ? time - end + seconds : 1} ${time}\n`);
      }
      yield lines.join("");
    }
  }
  yield "# EOF\n";
}

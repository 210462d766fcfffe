import type { Aggregator } from "../definition/aggregator.ts";
import type { ForeignMetric, ForeignValue } from "../exposition/foreign-metric.ts";
import { COMBINE, isAggregator } from "./combine.ts";
import { MergeError } from "./merge-error.ts";
import type { ForeignSnapshot } from "./snapshot.ts";

interface MergedValue {
  readonly labels: Readonly<Record<string, string | number>>;
  readonly metricName: string | undefined;
  value: number;
  count: number;
}

type Values = Map<string, MergedValue>;

/** A metric as a registry of prom-client has it. */
export interface MergedForeignMetric extends ForeignMetric {
  get(): Promise<ForeignMetric>;
}

/** The samples that a metric of prom-client has in all workers, made one by the metric's `aggregator`. */
export class MergedForeign {
  #latest: ForeignSnapshot;
  #ended: Values = new Map();
  #next: Values | undefined;

  constructor(snapshot: ForeignSnapshot) {
    this.#latest = snapshot;
  }

  /** @throws MergeError if the worker has a metric of another type under this name, or its `aggregator` is not one of prom-client's */
  add(snapshot: ForeignSnapshot): void {
    this.#accept(snapshot);
    this.#next ??= new Map([...this.#ended].map(([key, value]) => [key, { ...value }]));
    this.#addTo(this.#next, snapshot);
  }

  /** Keeps the last values of a worker that ended; of a gauge, or a metric that is not a sum, there are none to keep. */
  retire(snapshot: ForeignSnapshot): void {
    if (snapshot.type !== "gauge" && aggregatorOf(snapshot) === "sum") {
      this.#accept(snapshot);
      this.#addTo(this.#ended, snapshot);
    }
  }

  /** Drops what was added since the last {@link finish}. */
  discard(): void {
    this.#next = undefined;
  }

  /** Gives the metric that shows what was added, and what ended workers left. Undefined if there is nothing to show. */
  finish(): MergedForeignMetric | undefined {
    const merged = this.#next ?? this.#ended;
    this.#next = undefined;
    const { name, help, type } = this.#latest;
    const aggregator = aggregatorOf(this.#latest);
    if (aggregator === "omit") {
      return undefined;
    }
    const values = Array.from(merged.values(), ({ value, labels, metricName }): ForeignValue => {
      return metricName === undefined ? { value, labels } : { value, labels, metricName };
    });
    const metric = { name, help, type, aggregator, values };
    return { ...metric, get: async () => metric };
  }

  #accept(snapshot: ForeignSnapshot): void {
    if (snapshot.type !== this.#latest.type || aggregatorOf(snapshot) !== aggregatorOf(this.#latest)) {
      throw new MergeError(`${snapshot.name} is a ${describe(this.#latest)} in one worker and a ${describe(snapshot)} in another.`);
    }
    this.#latest = snapshot;
  }

  #addTo(merged: Values, snapshot: ForeignSnapshot): void {
    const aggregator = aggregatorOf(snapshot);
    const combine = COMBINE[aggregator];
    for (const { value, labels, metricName } of snapshot.values) {
      if (aggregator === "sum" && snapshot.type === "summary" && "quantile" in labels) {
        // The sum of quantiles is a quantile of nothing.
        continue;
      }
      const key = JSON.stringify([metricName, Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))]);
      const sofar = merged.get(key);
      if (sofar === undefined) {
        merged.set(key, { labels, metricName, value: Number(value), count: 1 });
      } else {
        sofar.count++;
        sofar.value = combine(sofar.value, Number(value), sofar.count);
      }
    }
  }
}

function aggregatorOf({ name, aggregator = "sum" }: ForeignSnapshot): Aggregator {
  if (!isAggregator(aggregator)) {
    throw new MergeError(`${name} has the aggregator "${aggregator}", which is not one of ${Object.keys(COMBINE).join(", ")}.`);
  }
  return aggregator;
}

function describe(snapshot: ForeignSnapshot): string {
  return `${snapshot.type} (${aggregatorOf(snapshot)})`;
}

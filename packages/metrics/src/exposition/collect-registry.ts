import { COLLECT_TIMEOUT_SECONDS, withTimeLimit } from "../collect/time-limit.ts";
import type { Losses } from "../instruments/losses.ts";
import { ownMetric } from "../registry/instrument-in.ts";
import type { LossCounters } from "../registry/loss-counters.ts";
import type { MetricRegistry } from "../registry/metric-registry.ts";
import type { RegisteredMetric } from "../registry/registered-metric.ts";
import type { ForeignMetric, ForeignValue } from "./foreign-metric.ts";

/** A metric that is up to date: of this package with its table, of prom-client with its values. */
export type CollectedMetric = { readonly own: RegisteredMetric } | { readonly foreign: ForeignMetric; readonly failed: Losses["collectFailed"] };

/** Gives the metrics of the registry in its order, without those that could not be read. */
export type RegistryCollector = () => Promise<readonly CollectedMetric[]>;

/**
 * Brings each metric of a registry up to date on its own: one of prom-client that fails or takes too long is left out, one of ours then
 * shows its earlier values, and either is counted.
 */
export function createRegistryCollector(registry: MetricRegistry, losses: LossCounters): RegistryCollector {
  const running = new WeakSet<object>();

  const collect = async (metric: unknown): Promise<CollectedMetric | undefined> => {
    const own = ownMetric(metric);
    if (own !== undefined) {
      await own.collector.run();
      return { own };
    }
    const source = metric as ForeignSource;
    const failed: Losses["collectFailed"] = (reason) => losses.collectFailed.inc({ metric: String(source.name), reason });
    const foreign = await readForeign(source, running, failed);
    return foreign === undefined ? undefined : { foreign, failed };
  };

  return async () => {
    const collected = await Promise.all(registry.getMetricsAsArray().map(collect));
    return collected.filter((metric) => metric !== undefined);
  };
}

interface ForeignSource {
  readonly name?: unknown;
  get(): Promise<ForeignMetric>;
}

/** A callback of prom-client's `collect` may throw, or hang: then it is not called again, for the calls would pile up. */
async function readForeign(source: ForeignSource, running: WeakSet<object>, failed: Losses["collectFailed"]): Promise<ForeignMetric | undefined> {
  if (running.has(source)) {
    failed("timeout");
    return undefined;
  }
  running.add(source);
  const work = (async () => source.get())();
  const outcome = await withTimeLimit(
    work.finally(() => running.delete(source)),
    COLLECT_TIMEOUT_SECONDS,
  );
  if ("failure" in outcome) {
    failed(outcome.failure);
    return undefined;
  }
  return soundMetric(outcome.value, failed);
}

/** Names that start with two underscores are Prometheus' own. */
const LABEL_NAME = /^(?!__)[a-zA-Z_][a-zA-Z0-9_]*$/;
const METRIC_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;

/** Leaves out samples that would make Prometheus refuse the whole scrape, such as one with a label `__name__`. */
function soundMetric(metric: ForeignMetric, failed: Losses["collectFailed"]): ForeignMetric | undefined {
  if (!METRIC_NAME.test(metric.name) || typeof metric.help !== "string" || !Array.isArray(metric.values)) {
    failed("error");
    return undefined;
  }
  const values = metric.values.filter(isSound);
  if (values.length < metric.values.length) {
    failed("error");
  }
  return { ...metric, values };
}

function isSound({ value, labels = {}, metricName }: ForeignValue): boolean {
  const named = metricName === undefined || METRIC_NAME.test(metricName);
  return typeof value === "number" && named && Object.keys(labels).every((name) => LABEL_NAME.test(name));
}

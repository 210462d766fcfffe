import { isOpen, type LabelDomains } from "../definition/label-domain.ts";
import type { CounterDefinition, MetricDefinition } from "../definition/metric-definition.ts";
import { createInstrument } from "../instruments/create-instrument.ts";
import type { Counter, Instrument } from "../instruments/instrument.ts";
import { type Losses, NO_LOSSES } from "../instruments/losses.ts";
import { metricsCollectFailures, metricsSamplesRejected, metricsSeriesFolded, REJECTION_REASONS } from "../standard/self.ts";
import { metricIn } from "./instrument-in.ts";
import type { MetricRegistry } from "./metric-registry.ts";
import { INSTRUMENT } from "./registered-metric.ts";

/** The counters of a registry's own losses, which it gets with the first metric of this package. */
export interface LossCounters {
  readonly folded: Instrument<typeof metricsSeriesFolded>;
  readonly rejected: Instrument<typeof metricsSamplesRejected>;
  readonly collectFailed: Instrument<typeof metricsCollectFailures>;
}

/** @throws DefinitionError `metric_conflict` if the registry has other metrics of their names */
export function lossCounters(registry: MetricRegistry): LossCounters {
  return {
    folded: counterIn(registry, metricsSeriesFolded),
    rejected: counterIn(registry, metricsSamplesRejected),
    collectFailed: counterIn(registry, metricsCollectFailures),
  };
}

function counterIn<L extends LabelDomains>(registry: MetricRegistry, definition: CounterDefinition<L>): Counter<L> {
  let metric = metricIn(registry, definition);
  if (metric === undefined) {
    metric = createInstrument(definition, { registry, losses: NO_LOSSES, exemplar: () => undefined, rare: true });
    metric.register();
  }
  return metric[INSTRUMENT] as Counter<L>;
}

/** Counts the losses of one metric. */
export function lossesOf({ name }: MetricDefinition, { folded, rejected, collectFailed }: LossCounters): Losses {
  return {
    folded: () => folded.inc({ metric: name }),
    rejected: (reason) => rejected.inc({ metric: name, reason }),
    collectFailed: (reason) => collectFailed.inc({ metric: name, reason }),
  };
}

/** Shows the losses that callers of a metric can cause from the start, at 0: an alert then sees the first one. */
export function announceLosses({ kind, name, labels }: MetricDefinition, { folded, rejected }: LossCounters): void {
  const domains = Object.values(labels);
  if (domains.some(isOpen)) {
    folded.inc({ metric: name }, 0);
  }
  for (const reason of REJECTION_REASONS) {
    if ((reason !== "labels" || domains.length > 0) && (reason !== "negative" || kind !== "gauge")) {
      rejected.inc({ metric: name, reason }, 0);
    }
  }
}

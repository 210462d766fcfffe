import { COLLECT_TIMEOUT_SECONDS, type Outcome, withTimeLimit } from "../collect/time-limit.ts";
import { defaultLabels, defaultLabelText } from "../registry/default-labels.ts";
import { ownMetric } from "../registry/instrument-in.ts";
import { type LossCounters, lossCounters } from "../registry/loss-counters.ts";
import type { MetricRegistry } from "../registry/metric-registry.ts";
import type { RegisteredMetric } from "../registry/registered-metric.ts";
import { ByteWriter } from "./byte-writer.ts";
import { familyHeader } from "./family-header.ts";
import { type ForeignMetric, foreignLines } from "./foreign-metric.ts";
import type { TextFormat } from "./format.ts";
import { LOOK_EVERY_BYTES, nextSlice } from "./slices.ts";
import { createSeriesWriter } from "./write-series.ts";

/** Renders all metrics of a registry. */
export type RegistryRenderer = (format: TextFormat) => Promise<readonly Buffer[]>;

/**
 * Makes a renderer that writes the metrics of this package from their tables and lets those of prom-client through. Each metric is
 * brought up to date on its own: one that fails or takes too long is left out, or shows its earlier values, and is counted.
 */
export function createRegistryRenderer(registry: MetricRegistry): RegistryRenderer {
  const running = new WeakMap<object, Promise<unknown>>();
  const losses = lossCounters(registry);

  return async (format) => {
    const metrics = registry.getMetricsAsArray();
    const foreign = new Map<unknown, ForeignMetric>();
    await Promise.all(
      metrics.map(async (metric) => {
        const own = ownMetric(metric);
        if (own !== undefined) {
          await own.collector.run();
        } else {
          const values = await readForeign(metric as ForeignSource, running, losses);
          if (values !== undefined) {
            foreign.set(metric, values);
          }
        }
      }),
    );
    const writer = new ByteWriter();
    for (const metric of metrics) {
      const own = ownMetric(metric);
      const other = foreign.get(metric);
      if (own !== undefined) {
        await writeOwn(own, { writer, format, extra: defaultLabelText(registry, own.table.names) });
      } else if (other !== undefined) {
        const failed = () => losses.collectFailed.inc({ metric: other.name, reason: "error" });
        await writeForeign(foreignLines(other, { format, defaultLabels: defaultLabels(registry) }, failed), writer, failed);
      }
    }
    if (format === "openmetrics") {
      writer.text("# EOF\n");
    }
    return writer.take();
  };
}

interface OwnOptions {
  readonly writer: ByteWriter;
  readonly format: TextFormat;
  readonly extra: string;
}

async function writeOwn({ definition, table, exemplars }: RegisteredMetric, { writer, format, extra }: OwnOptions): Promise<void> {
  writer.text(familyHeader({ ...definition, type: definition.kind }, format));
  const write = createSeriesWriter(definition, table, { extra, exemplars: format === "openmetrics" ? exemplars : undefined });
  for (let next = 0; next < table.size; ) {
    next = write(writer, next, writer.written + LOOK_EVERY_BYTES);
    const slice = nextSlice();
    if (slice !== undefined) {
      await slice;
    }
  }
  if (format === "openmetrics" && definition.kind !== "gauge") {
    exemplars.want(table.size * table.width);
  }
}

async function writeForeign(lines: Iterable<string>, writer: ByteWriter, failed: () => void): Promise<void> {
  let looked = writer.written;
  try {
    for (const line of lines) {
      writer.text(line);
      if (writer.written > looked + LOOK_EVERY_BYTES) {
        looked = writer.written;
        await nextSlice();
      }
    }
  } catch {
    failed();
  }
}

interface ForeignSource {
  readonly name?: unknown;
  get(): Promise<ForeignMetric>;
}

/** Values of a prom-client metric, whose `collect` callback may throw or hang; one that still hangs is not called again. */
async function readForeign(
  metric: ForeignSource,
  running: WeakMap<object, Promise<unknown>>,
  losses: LossCounters,
): Promise<ForeignMetric | undefined> {
  if (running.has(metric)) {
    losses.collectFailed.inc({ metric: String(metric.name), reason: "timeout" });
    return undefined;
  }
  const work = (async () => metric.get())();
  running.set(metric, work);
  const outcome: Outcome<ForeignMetric> = await withTimeLimit(
    work.finally(() => running.delete(metric)),
    COLLECT_TIMEOUT_SECONDS,
  );
  if ("failure" in outcome) {
    losses.collectFailed.inc({ metric: String(metric.name), reason: outcome.failure });
    return undefined;
  }
  return outcome.value;
}

import type { HistogramDefinition } from "../definition/metric-definition.ts";
import { BUCKETS_PLACE, SUM_PLACE } from "../instruments/histogram-layout.ts";
import { defaultLabels } from "../registry/default-labels.ts";
import type { MetricRegistry } from "../registry/metric-registry.ts";
import type { RegisteredMetric } from "../registry/registered-metric.ts";
import type { CollectedMetric } from "./collect-registry.ts";
import { delimiter, ProtoWriter } from "./proto-writer.ts";
import { groupSamples, type SampleGroup } from "./sample-group.ts";
import { LOOK_EVERY_BYTES, nextSlice } from "./slices.ts";
import { writeCounter, writeFamily, writeGauge, writeHistogram, writeMetric, writeSummary, writeUntyped } from "./write-proto.ts";

type Label = readonly [name: string, value: string];

export interface RenderProtoOptions {
  readonly registry: MetricRegistry;
}

/** Messages of Prometheus' protobuf format, each with its length before it. */
export async function renderProto(metrics: readonly CollectedMetric[], { registry }: RenderProtoOptions): Promise<Buffer[]> {
  const defaults = Object.entries(defaultLabels(registry)).map(([name, value]): Label => [name, String(value)]);
  const messages: Buffer[] = [];
  for (const metric of metrics) {
    const writer = new ProtoWriter();
    if ("own" in metric) {
      await writeOwn(writer, metric.own, defaults);
    } else {
      try {
        writeForeign(writer, metric.foreign, defaults);
      } catch {
        metric.failed("error");
        continue;
      }
    }
    const message = writer.take();
    messages.push(delimiter(message.length), message);
  }
  return messages;
}

async function writeOwn(writer: ProtoWriter, metric: RegisteredMetric, defaults: readonly Label[]): Promise<void> {
  const { definition, table, exemplars } = metric;
  const { name, help, kind, unit } = definition;
  const extra = defaults.filter(([label]) => !table.names.includes(label));
  const write = {
    counter: (series: number) => writeCounter(writer, table.values[series] as number, exemplars.get(series)),
    gauge: (series: number) => writeGauge(writer, table.values[series] as number),
    histogram: (series: number) => writeOwnHistogram(writer, metric, definition as HistogramDefinition, series),
  }[kind];
  writeFamily(writer, { name, help, type: kind, unit: typeof unit === "string" && unit !== "count" ? unit : "" });
  let looked = writer.length;
  for (let series = 0; series < table.size; series++) {
    const values = table.labelValues(series);
    const labels = [...table.names.map((label, index): Label => [label, values[index] as string]), ...extra];
    writeMetric(writer, labels, () => write(series));
    if (writer.length > looked + LOOK_EVERY_BYTES) {
      looked = writer.length;
      await nextSlice();
    }
  }
  if (kind !== "gauge") {
    exemplars.want(table.size * table.width);
  }
}

function writeOwnHistogram(
  writer: ProtoWriter,
  { table, exemplars, native }: RegisteredMetric,
  { buckets }: HistogramDefinition,
  series: number,
): void {
  const slot = series * table.width;
  let count = 0;
  const cumulated = [...buckets, Number.POSITIVE_INFINITY].map((bound, bucket) => {
    count += table.values[slot + BUCKETS_PLACE + bucket] as number;
    return [bound, count, exemplars.get(slot + BUCKETS_PLACE + bucket)] as const;
  });
  writeHistogram(writer, { count, sum: table.values[slot + SUM_PLACE] as number, buckets: cumulated, native: native?.get(series) });
}

/** @throws whatever a metric that is not as prom-client makes it leads to */
function writeForeign(writer: ProtoWriter, metric: Parameters<typeof groupSamples>[0], defaults: readonly Label[]): void {
  const { name, help, type } = metric;
  const write: Readonly<Record<string, (group: SampleGroup) => void>> = {
    counter: ({ value }) => writeCounter(writer, value, undefined),
    gauge: ({ value }) => writeGauge(writer, value),
    summary: ({ count, sum, parts }) => writeSummary(writer, { count, sum, quantiles: parts }),
    histogram: ({ count, sum, parts }) => writeHistogram(writer, { count, sum, buckets: parts }),
  };
  writeFamily(writer, { name, help, type, unit: "" });
  for (const group of groupSamples(metric)) {
    const own = Object.entries(group.labels).map(([label, value]): Label => [label, String(value)]);
    const labels = [...own, ...defaults.filter(([label]) => !Object.hasOwn(group.labels, label))];
    writeMetric(writer, labels, () => (write[type] ?? (({ value }) => writeUntyped(writer, value)))(group));
  }
}

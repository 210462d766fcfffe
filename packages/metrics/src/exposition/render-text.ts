import { defaultLabels, defaultLabelText } from "../registry/default-labels.ts";
import type { MetricRegistry } from "../registry/metric-registry.ts";
import type { RegisteredMetric } from "../registry/registered-metric.ts";
import { ByteWriter } from "./byte-writer.ts";
import type { ChunkPool } from "./chunk-pool.ts";
import type { CollectedMetric } from "./collect-registry.ts";
import { familyHeader } from "./family-header.ts";
import { foreignLines } from "./foreign-metric.ts";
import type { TextFormat } from "./format.ts";
import { LOOK_EVERY_BYTES, nextSlice } from "./slices.ts";
import { createSeriesWriter } from "./write-series.ts";

export interface RenderTextOptions {
  readonly registry: MetricRegistry;
  readonly format: TextFormat;
  readonly pool: ChunkPool;
}

export async function renderText(metrics: readonly CollectedMetric[], { registry, format, pool }: RenderTextOptions): Promise<Buffer[]> {
  const writer = new ByteWriter(pool);
  for (const metric of metrics) {
    if ("own" in metric) {
      await writeOwn(metric.own, { writer, format, extra: defaultLabelText(registry, metric.own.table.names) });
    } else {
      await writeForeign(foreignLines(metric.foreign, { format, defaultLabels: defaultLabels(registry) }), writer, () => metric.failed("error"));
    }
  }
  if (format === "openmetrics") {
    writer.text("# EOF\n");
  }
  return writer.take();
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

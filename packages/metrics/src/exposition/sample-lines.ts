import type { RegisteredMetric } from "../registry/registered-metric.ts";
import { ByteWriter } from "./byte-writer.ts";
import { LOOK_EVERY_BYTES, nextSlice } from "./slices.ts";
import { createSeriesWriter } from "./write-series.ts";

export interface SampleLinesOptions {
  readonly openMetrics: boolean;
  /** Labels to add to each line, written out. */
  readonly extra: string;
}

/** All sample lines of a metric, and of how many series they are. */
export async function sampleLines(
  { definition, table, exemplars }: RegisteredMetric,
  { openMetrics, extra }: SampleLinesOptions,
): Promise<{ text: string; series: number }> {
  const writer = new ByteWriter();
  const write = createSeriesWriter(definition, table, { extra, exemplars: openMetrics ? exemplars : undefined });
  let next = write(writer, 0, LOOK_EVERY_BYTES);
  while (next < table.size) {
    await nextSlice();
    next = write(writer, next, writer.written + LOOK_EVERY_BYTES);
  }
  if (openMetrics) {
    exemplars.want(table.size * table.width);
  }
  return { text: Buffer.concat(writer.take()).toString(), series: next };
}

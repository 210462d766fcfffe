import { bucketLabel } from "../definition/bucket-label.ts";
import type { MetricDefinition } from "../definition/metric-definition.ts";
import type { ExemplarStore } from "../exemplars/exemplar-store.ts";
import { BUCKETS_PLACE, SUM_PLACE } from "../instruments/histogram-layout.ts";
import { escapeLabelValue } from "../instruments/label-text.ts";
import type { SeriesTable } from "../instruments/series-table.ts";
import { type ByteWriter, copyBytes, type Span, spanOf } from "./byte-writer.ts";
import { numberText, writeNumber } from "./write-number.ts";

/** Writes series of a metric from an index on, until the writer holds so many bytes; gives the index of the next one. */
export type SeriesWriter = (writer: ByteWriter, from: number, untilBytes: number) => number;

export interface SeriesWriterOptions {
  /** Labels that the registry adds to every series, written out: `app="shop",zone="a"`. */
  readonly extra: string;
  /** Given for OpenMetrics only: the other format has no place for them, and a scrape of it would fail. */
  readonly exemplars?: ExemplarStore | undefined;
}

const NEWLINE = 10;

/** Room for the value of a line and its end. */
const VALUE_BYTES = 32;

/** Room for an exemplar: 128 characters, escaped or of four bytes each, with names, value and time. */
const EXEMPLAR_BYTES = 128 * 4 + 128;

/** Makes the writer of a metric's sample lines, which but for exemplars are the same in both text formats. */
export function createSeriesWriter(definition: MetricDefinition, table: SeriesTable, { extra, exemplars }: SeriesWriterOptions): SeriesWriter {
  const open = table.names.length === 0 ? "{" : ",";
  const close = table.names.length === 0 ? " " : "} ";
  const tail = spanOf(extra === "" ? close : `${open}${extra}} `);
  if (definition.kind !== "histogram") {
    return plainWriter({ table, exemplars, name: spanOf(definition.name), tail });
  }
  return histogramWriter({
    table,
    exemplars,
    bucket: spanOf(`${definition.name}_bucket`),
    sum: spanOf(`${definition.name}_sum`),
    count: spanOf(`${definition.name}_count`),
    tail,
    bucketTails: [...definition.buckets, Number.POSITIVE_INFINITY].map((bound) =>
      spanOf(`${open}le="${bucketLabel(bound)}"${extra === "" ? "" : `,${extra}`}} `),
    ),
  });
}

interface PlainParts {
  readonly table: SeriesTable;
  readonly exemplars: ExemplarStore | undefined;
  readonly name: Span;
  readonly tail: Span;
}

function plainWriter({ table, exemplars, name, tail }: PlainParts): SeriesWriter {
  const lineBytes = name.length + tail.length + VALUE_BYTES + (exemplars === undefined ? 0 : EXEMPLAR_BYTES);
  return (writer, from, untilBytes) => {
    const { values, size } = table;
    const { bytes: labels, ends } = table.text;
    let index = from;
    let start = table.text.start(from);
    while (index < size && writer.written < untilBytes) {
      const end = ends[index] as number;
      writer.reserve(end - start + lineBytes);
      const { view, bytes } = writer;
      let at = copyBytes(view, writer.at, name.view, 0, name.length);
      at = copyBytes(view, at, labels, start, end);
      at = copyBytes(view, at, tail.view, 0, tail.length);
      at = writeNumber(bytes, at, values[index] as number);
      if (exemplars !== undefined) {
        at = writeExemplar(bytes, at, exemplars, index);
      }
      bytes[at] = NEWLINE;
      writer.at = at + 1;
      start = end;
      index++;
    }
    return index;
  };
}

interface HistogramParts {
  readonly table: SeriesTable;
  readonly exemplars: ExemplarStore | undefined;
  readonly bucket: Span;
  readonly sum: Span;
  readonly count: Span;
  /** What follows the labels of the sum and the count. */
  readonly tail: Span;
  /** What follows the labels of each bucket. */
  readonly bucketTails: readonly Span[];
}

function histogramWriter({ table, exemplars, bucket, sum, count, tail, bucketTails }: HistogramParts): SeriesWriter {
  const widestTail = Math.max(...bucketTails.map(({ length }) => length));
  const lineBytes = bucket.length + widestTail + tail.length + VALUE_BYTES + (exemplars === undefined ? 0 : EXEMPLAR_BYTES);
  return (writer, from, untilBytes) => {
    const { values, size, width } = table;
    const { bytes: labels, ends } = table.text;
    let index = from;
    let start = table.text.start(from);
    while (index < size && writer.written < untilBytes) {
      const end = ends[index] as number;
      writer.reserve((bucketTails.length + 2) * (end - start + lineBytes));
      const { view, bytes } = writer;
      const slot = index * width;
      const counts = slot + BUCKETS_PLACE;
      const head = writer.at;
      const headEnd = copyBytes(view, copyBytes(view, head, bucket.view, 0, bucket.length), labels, start, end);
      let at = headEnd;
      let total = 0;
      for (let place = 0; place < bucketTails.length; place++) {
        const bucketTail = bucketTails[place] as Span;
        total += values[counts + place] as number;
        if (place > 0) {
          at = copyBytes(view, at, view, head, headEnd);
        }
        at = copyBytes(view, at, bucketTail.view, 0, bucketTail.length);
        at = writeNumber(bytes, at, total);
        if (exemplars !== undefined) {
          at = writeExemplar(bytes, at, exemplars, counts + place);
        }
        bytes[at++] = NEWLINE;
      }
      at = copyBytes(view, copyBytes(view, at, sum.view, 0, sum.length), labels, start, end);
      at = copyBytes(view, at, tail.view, 0, tail.length);
      at = writeNumber(bytes, at, values[slot + SUM_PLACE] as number);
      bytes[at++] = NEWLINE;
      at = copyBytes(view, copyBytes(view, at, count.view, 0, count.length), labels, start, end);
      at = copyBytes(view, at, tail.view, 0, tail.length);
      at = writeNumber(bytes, at, total);
      bytes[at++] = NEWLINE;
      writer.at = at;
      start = end;
      index++;
    }
    return index;
  };
}

function writeExemplar(bytes: Buffer, at: number, exemplars: ExemplarStore, place: number): number {
  const exemplar = exemplars.get(place);
  if (exemplar === undefined) {
    return at;
  }
  const labels = exemplar.labels.map(([name, value]) => `${name}="${escapeLabelValue(value)}"`).join(",");
  return at + bytes.write(` # {${labels}} ${numberText(exemplar.value)} ${exemplar.unixSeconds}`, at);
}

import type { Exemplar } from "../exemplars/exemplar-store.ts";
import { type NativeSeries, ZERO_THRESHOLD } from "../instruments/native-histogram.ts";
import { bucketSpans } from "./bucket-spans.ts";
import type { ProtoWriter } from "./proto-writer.ts";

// Numbers of fields and types: https://github.com/prometheus/client_model/blob/master/io/prometheus/client/metrics.proto

const TYPES: Readonly<Record<string, number>> = { counter: 0, gauge: 1, summary: 2, untyped: 3, histogram: 4 };

/** Fields of a family, before its series. */
export function writeFamily(writer: ProtoWriter, { name, help, type, unit }: Readonly<Record<"name" | "help" | "type" | "unit", string>>): void {
  writer.text(1, name);
  writer.text(2, help);
  writer.whole(3, TYPES[type] ?? 3);
  if (unit !== "") {
    writer.text(5, unit);
  }
}

/** One series of a family. */
export function writeMetric(writer: ProtoWriter, labels: Iterable<readonly [string, string]>, write: () => void): void {
  writer.message(4, () => {
    for (const label of labels) {
      writeLabel(writer, label);
    }
    write();
  });
}

export function writeCounter(writer: ProtoWriter, value: number, exemplar: Exemplar | undefined): void {
  writer.message(3, () => {
    writer.double(1, value);
    writeExemplar(writer, 2, exemplar);
  });
}

export function writeGauge(writer: ProtoWriter, value: number): void {
  writer.message(2, () => writer.double(1, value));
}

export function writeUntyped(writer: ProtoWriter, value: number): void {
  writer.message(5, () => writer.double(1, value));
}

export interface SummaryParts {
  readonly count: number;
  readonly sum: number;
  readonly quantiles: readonly (readonly [quantile: number, value: number])[];
}

export function writeSummary(writer: ProtoWriter, { count, sum, quantiles }: SummaryParts): void {
  writer.message(4, () => {
    writer.whole(1, count);
    writer.double(2, sum);
    for (const [quantile, value] of quantiles) {
      writer.message(3, () => {
        writer.double(1, quantile);
        writer.double(2, value);
      });
    }
  });
}

export interface HistogramParts {
  readonly count: number;
  readonly sum: number;
  /** Cumulated. */
  readonly buckets: readonly (readonly [bound: number, count: number, exemplar?: Exemplar | undefined])[];
  readonly native?: NativeSeries | undefined;
}

export function writeHistogram(writer: ProtoWriter, { count, sum, buckets, native }: HistogramParts): void {
  writer.message(7, () => {
    writer.whole(1, count);
    writer.double(2, sum);
    for (const [bound, cumulated, exemplar] of buckets) {
      writer.message(3, () => {
        writer.whole(1, cumulated);
        writer.double(2, bound);
        writeExemplar(writer, 3, exemplar);
      });
    }
    if (native !== undefined) {
      writeNative(writer, native);
    }
  });
}

function writeNative(writer: ProtoWriter, { schema, zeroCount, positive, negative }: NativeSeries): void {
  writer.signed(5, schema);
  writer.double(6, ZERO_THRESHOLD);
  writer.whole(7, zeroCount);
  writeSpans(writer, negative, 9, 10);
  writeSpans(writer, positive, 12, 13);
  if (positive.size === 0 && negative.size === 0) {
    // A span of no length tells a native histogram without observations from one that is not native.
    writer.message(12, () => writer.signed(1, 0));
  }
}

function writeSpans(writer: ProtoWriter, counts: ReadonlyMap<number, number>, spanField: number, deltaField: number): void {
  const { spans, deltas } = bucketSpans(counts);
  for (const { offset, length } of spans) {
    writer.message(spanField, () => {
      writer.signed(1, offset);
      writer.whole(2, length);
    });
  }
  if (deltas.length > 0) {
    writer.packedSigned(deltaField, deltas);
  }
}

function writeExemplar(writer: ProtoWriter, field: number, exemplar: Exemplar | undefined): void {
  if (exemplar === undefined) {
    return;
  }
  writer.message(field, () => {
    for (const label of exemplar.labels) {
      writeLabel(writer, label);
    }
    writer.double(2, exemplar.value);
    writer.message(3, () => {
      const seconds = Math.floor(exemplar.unixSeconds);
      writer.whole(1, seconds);
      writer.whole(2, Math.floor((exemplar.unixSeconds - seconds) * 1e9));
    });
  });
}

function writeLabel(writer: ProtoWriter, [name, value]: readonly [string, string]): void {
  writer.message(1, () => {
    writer.text(1, name);
    writer.text(2, value);
  });
}

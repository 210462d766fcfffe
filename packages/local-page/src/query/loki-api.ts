import type { LogLine, LogStore } from "../store/log-store.ts";
import { readLogQuery } from "./logql.ts";

/** A stream of an answer: https://grafana.com/docs/loki/latest/reference/loki-http-api/#query-logs-within-a-range-of-time */
interface Stream {
  readonly stream: Readonly<Record<string, string>>;
  readonly values: (readonly [time: string, line: string])[];
}

export interface LogRange {
  readonly query: string;
  /** Nanoseconds since 1970, as text; empty for no bound. */
  readonly start: string;
  readonly end: string;
  readonly limit: number;
}

export const MOST_LINES = 5000;
/** Names and values of labels that are listed. */
const MOST_VALUES = 1000;

/** The newest lines of a range that belong to the query, by their labels and metadata. */
export function queryLines(
  { query, start, end, limit }: LogRange,
  logs: LogStore,
): { readonly resultType: "streams"; readonly result: readonly Stream[] } {
  const belongs = readLogQuery(query);
  const [from, to] = [start.padStart(19, "0"), end === "" ? "9".repeat(19) : end.padStart(19, "0")];
  const found: LogLine[] = [];
  for (const line of logs.newestFirst()) {
    if (line.time >= from && line.time <= to && belongs(line)) {
      found.push(line);
      if (found.length >= Math.min(limit, MOST_LINES)) {
        break;
      }
    }
  }
  return { resultType: "streams", result: streamsOf(found) };
}

export function streamsOf(lines: readonly LogLine[]): readonly Stream[] {
  const streams = new Map<string, Stream>();
  for (const { labels, metadata, time, line } of lines) {
    const stream = { ...labels, ...metadata };
    const key = JSON.stringify(stream);
    const found = streams.get(key) ?? { stream, values: [] };
    found.values.push([time, line]);
    streams.set(key, found);
  }
  return [...streams.values()];
}

/** Names of the labels of all streams. */
export function labelNames(logs: LogStore): readonly string[] {
  const names = new Set<string>();
  for (const labels of logs.streams()) {
    for (const name of Object.keys(labels)) {
      names.add(name);
    }
    if (names.size >= MOST_VALUES) {
      break;
    }
  }
  return [...names].sort();
}

/** Values of a label, those of the newest lines if there are very many. */
export function labelValues(name: string, logs: LogStore): readonly string[] {
  const values = new Set<string>();
  for (const labels of logs.streams()) {
    const value = labels[name];
    if (value !== undefined) {
      values.add(value);
    }
    if (values.size >= MOST_VALUES) {
      break;
    }
  }
  return [...values].sort();
}

import { type RecordedSpan, startTracing, type TracingOptions } from "@platform/tracing";
import { pino } from "pino";
import { expect } from "vitest";

type Line = Readonly<Record<string, unknown>>;

/** The spans and lines of a test, as whoever looks them up sees them. */
export interface CollectedTelemetry {
  readonly logger: ReturnType<typeof pino>;
  readonly spans: readonly RecordedSpan[];
  readonly lines: readonly Line[];
  /** `GET /users/:id 200` to the number of spans, and of lines. */
  spanCounts(): Record<string, number>;
  lineCounts(): Record<string, number>;
  stop(): Promise<void>;
}

/** Starts tracing for the process; only one can run at a time. */
export function collectTelemetry(options: TracingOptions = {}): CollectedTelemetry {
  const spans: RecordedSpan[] = [];
  const lines: Line[] = [];
  const tracing = startTracing({
    // The requests of the test itself are no spans of the service.
    clients: false,
    ...options,
    exporter: "none",
    processors: [{ onStart() {}, onEnd: (span) => void spans.push(span as RecordedSpan), forceFlush: async () => {}, shutdown: async () => {} }],
    warn: (message) => expect.fail(message),
  });
  return {
    logger: pino({ base: null }, { write: (text: string) => void lines.push(JSON.parse(text)) }),
    spans,
    lines,
    spanCounts: () =>
      count(
        spans.map(({ attributes }) => `${attributes["http.request.method"]} ${attributes["http.route"]} ${attributes["http.response.status_code"]}`),
      ),
    lineCounts: () => count(lines.map((line) => `${line["http.request.method"]} ${line["http.route"]} ${line["http.response.status_code"]}`)),
    stop: () => tracing.shutdown(),
  };
}

function count(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) {
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

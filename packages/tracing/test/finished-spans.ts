import type { RecordedSpan, SpanProcessor } from "../src/index.ts";

export interface FinishedSpans {
  readonly processor: SpanProcessor;
  readonly spans: RecordedSpan[];
  /** @throws Error when none has the name */
  named(name: string): RecordedSpan;
  clear(): void;
}

/** Keeps what a tracing would send. */
export function finishedSpans(): FinishedSpans {
  const spans: RecordedSpan[] = [];
  return {
    spans,
    processor: {
      onStart: () => {},
      onEnd: (span) => void spans.push(span),
      forceFlush: async () => {},
      shutdown: async () => {},
    },
    named(name) {
      const span = spans.find((each) => each.name === name);
      if (span === undefined) {
        throw new Error(`No span "${name}", only ${spans.map((each) => each.name).join(", ")}.`);
      }
      return span;
    },
    clear: () => void spans.splice(0),
  };
}

import type { ReceivedSpan, Span } from "./span.ts";
import { createTextRing, type RingFigures } from "./text-ring.ts";

/** What was received of the traces, the newest as much as there is room for. */
export interface SpanStore {
  add(spans: readonly ReceivedSpan[]): void;
  /** Spans of one trace by their start; empty when there are none. */
  trace(traceId: string): readonly Span[];
  /** Traces by their last span, the newest first. */
  traces(): Iterable<readonly Span[]>;
  spans(): Iterable<Span>;
  figures(): RingFigures & { readonly traces: number };
}

/** Of a span on the heap, with its place in the list of its trace. */
const SPAN_BYTES = 512;

export function createSpanStore({ maxBytes }: { readonly maxBytes: number }): SpanStore {
  const byTrace = new Map<string, Span[]>();
  const ring = createTextRing<Span>({
    maxBytes,
    itemBytes: SPAN_BYTES,
    dropped: (span) => {
      const spans = byTrace.get(span.traceId) ?? [];
      const at = spans.indexOf(span);
      if (spans.length <= 1) {
        byTrace.delete(span.traceId);
      } else if (at >= 0) {
        spans.splice(at, 1);
      }
    },
  });
  return {
    add(spans) {
      for (const { rest, ...head } of spans) {
        ring.add(rest, (kept) => {
          const span = { ...head, rest: kept };
          const others = byTrace.get(span.traceId);
          if (others === undefined) {
            byTrace.set(span.traceId, [span]);
          } else {
            others.push(span);
          }
          return span;
        });
      }
    },
    trace: (traceId) => (byTrace.get(traceId) ?? []).toSorted((one, other) => one.startMs - other.startMs),
    *traces() {
      const seen = new Set<string>();
      for (const { traceId } of ring.newestFirst()) {
        if (!seen.has(traceId)) {
          seen.add(traceId);
          yield byTrace.get(traceId) ?? [];
        }
      }
    },
    spans: () => ring.values(),
    figures: () => ({ ...ring.figures(), traces: byTrace.size }),
  };
}

import { createByteRing, type RingFigures } from "./byte-ring.ts";
import { type Span, spanBytes } from "./span.ts";

/** What was received of the traces, the newest as much as there is room for. */
export interface SpanStore {
  add(spans: readonly Span[]): void;
  /** Spans of one trace by their start; empty when there are none. */
  trace(traceId: string): readonly Span[];
  /** Traces by their last span, the newest first. */
  traces(): Iterable<readonly Span[]>;
  spans(): Iterable<Span>;
  figures(): RingFigures & { readonly traces: number };
}

export function createSpanStore({ maxBytes }: { readonly maxBytes: number }): SpanStore {
  const byTrace = new Map<string, Span[]>();
  const ring = createByteRing<Span>({
    maxBytes,
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
      for (const span of spans) {
        const bytes = spanBytes(span);
        const others = byTrace.get(span.traceId);
        if (bytes <= maxBytes) {
          if (others === undefined) {
            byTrace.set(span.traceId, [span]);
          } else {
            others.push(span);
          }
        }
        ring.add(span, bytes);
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

/** What a line tells of a span. */
export interface LineSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceFlags: number;
}

interface OpenTelemetryGlobal {
  readonly context?: { active(): { getValue(key: symbol): { spanContext?(): LineSpan } | undefined } };
}

/** Where `@opentelemetry/api` 1.x keeps its implementations, shared by all copies of it in a process. */
const API = Symbol.for("opentelemetry.js.api.1");

const SPAN = Symbol.for("OpenTelemetry Context Key SPAN");

/** Two hexadecimal digits of each byte. */
const FLAGS = Array.from({ length: 256 }, (_, flags) => flags.toString(16).padStart(2, "0"));

const TRACE_ID = /^(?!0{32})[0-9a-f]{32}$/;
const SPAN_ID = /^(?!0{16})[0-9a-f]{16}$/;

/**
 * Makes a reader of the active span: `,"trace_id":"…","span_id":"…","trace_flags":"01"`, or nothing. Most lines of a span follow each other, so
 * the text of the last span is kept. Reads what the API publishes for its own other copies: neither the API nor an SDK need be installed.
 *
 * @see https://github.com/open-telemetry/opentelemetry-js/blob/main/api/src/internal/global-utils.ts
 */
export function createTraceFields(): () => string {
  const published = globalThis as { [API]?: OpenTelemetryGlobal };
  let lastTrace = "";
  let lastSpan = "";
  let lastFlags = -1;
  let text = "";
  return () => {
    const manager = published[API]?.context;
    if (manager === undefined) {
      return "";
    }
    try {
      const span = manager.active().getValue(SPAN)?.spanContext?.();
      if (span === undefined) {
        return "";
      }
      if (span.spanId !== lastSpan || span.traceId !== lastTrace || span.traceFlags !== lastFlags) {
        lastTrace = span.traceId;
        lastSpan = span.spanId;
        lastFlags = span.traceFlags;
        text = spanFields(span);
      }
      return text;
    } catch {
      // A tracer that fails costs the ids, not the line.
      return "";
    }
  };
}

/** `,"trace_id":"…","span_id":"…","trace_flags":"01"`, or nothing for ids that are none. */
export function spanFields({ traceId, spanId, traceFlags }: LineSpan): string {
  return TRACE_ID.test(traceId) && SPAN_ID.test(spanId)
    ? `,"trace_id":"${traceId}","span_id":"${spanId}","trace_flags":"${FLAGS[traceFlags & 0xff]}"`
    : "";
}

interface SpanContext {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceFlags: number;
}

interface OpenTelemetryGlobal {
  readonly context?: { active(): { getValue(key: symbol): { spanContext?(): SpanContext } | undefined } };
}

/** Where `@opentelemetry/api` 1.x keeps its implementations, shared by all copies of it in a process. */
const API = Symbol.for("opentelemetry.js.api.1");

const SPAN = Symbol.for("OpenTelemetry Context Key SPAN");

const SAMPLED = 1;

/**
 * The trace and span that are active in OpenTelemetry, if it is in use and the trace is sampled: one that is not cannot be looked up.
 * Reads what the API publishes for its own other copies, so that neither the API nor an SDK need be installed.
 *
 * @see https://github.com/open-telemetry/opentelemetry-js/blob/main/api/src/internal/global-utils.ts
 */
export function activeSpanExemplar(): Readonly<Record<string, string>> | undefined {
  const api = (globalThis as { [API]?: OpenTelemetryGlobal })[API];
  const span = api?.context?.active().getValue(SPAN)?.spanContext?.();
  return span !== undefined && (span.traceFlags & SAMPLED) !== 0 ? { trace_id: span.traceId, span_id: span.spanId } : undefined;
}

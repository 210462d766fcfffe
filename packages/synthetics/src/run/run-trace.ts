import { randomBytes } from "node:crypto";
import { type Context, context, isSpanContextValid, propagation, ROOT_CONTEXT, type Span, SpanStatusCode, trace } from "@opentelemetry/api";
import { MARK_KEY, signMark } from "../mark/mark.ts";

const SCOPE = "@platform/synthetics";
const SAMPLED = 1;

export interface RunTraceOptions {
  readonly flow: string;
  readonly location: string;
  /** Signs the mark; without it, traffic is marked for nobody's belief. */
  readonly secret: string | undefined;
  readonly nowSeconds: number;
}

/** The trace of one run: a span of its own where tracing is started in this process, else ids that services take over. */
export interface RunTrace {
  readonly traceId: string;
  /** Runs a step in a span of its own. */
  step<T>(name: string, run: (headers: Readonly<Record<string, string>>) => Promise<T>): Promise<T>;
  end(error?: Error): void;
}

export function beginTrace({ flow, location, secret, nowSeconds }: RunTraceOptions): RunTrace {
  const tracer = trace.getTracer(SCOPE);
  const mark = secret === undefined ? flow : signMark(flow, { secret, nowSeconds });
  const marked = propagation.setBaggage(ROOT_CONTEXT, propagation.createBaggage({ [MARK_KEY]: { value: mark } }));
  const attributes = { "synthetic.flow": flow, "synthetic.location": location };
  const started = tracer.startSpan(`synthetic ${flow}`, { root: true, attributes }, marked);
  const span = isSpanContextValid(started.spanContext()) ? started : ownSpan();
  const active = trace.setSpan(marked, span);
  return {
    traceId: span.spanContext().traceId,
    async step(name, run) {
      const child = tracer.startSpan(`step ${name}`, {}, active);
      const inside: Context = trace.setSpan(active, child);
      try {
        const result = await context.with(inside, () => run({ traceparent: traceparentOf(child), baggage: `${MARK_KEY}=${mark}` }));
        child.end();
        return result;
      } catch (error) {
        fail(child, error as Error);
        throw error;
      }
    },
    end(error) {
      if (error === undefined) {
        span.end();
      } else {
        fail(span, error);
      }
    },
  };
}

/** Nobody records it, and yet all that services record of the run is found under it. */
function ownSpan(): Span {
  return trace.wrapSpanContext({ traceId: randomBytes(16).toString("hex"), spanId: randomBytes(8).toString("hex"), traceFlags: SAMPLED });
}

function fail(span: Span, error: Error): void {
  span.recordException(error);
  span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}

function traceparentOf(span: Span): string {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, "0")}`;
}

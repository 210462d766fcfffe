import {
  type Context,
  context as contextApi,
  isSpanContextValid,
  type Span,
  SpanKind,
  type SpanOptions,
  type Tracer,
  type TracerProvider,
  trace,
} from "@opentelemetry/api";
import { isSuppressed } from "../context/suppression.ts";
import { withSpanIn } from "../context/trace-context.ts";
import type { Scope } from "./scope.ts";
import type { StartSpan } from "./start-span.ts";

const NO_CONTEXT = { traceId: "0".repeat(32), spanId: "0".repeat(16), traceFlags: 0 };

/** What `@opentelemetry/api` gives its tracers from. */
export function createTracerProvider(start: StartSpan): TracerProvider {
  const tracers = new Map<string, Tracer>();
  return {
    getTracer(name, version, { schemaUrl } = {}) {
      const key = JSON.stringify([name, version, schemaUrl]);
      let tracer = tracers.get(key);
      if (tracer === undefined) {
        tracer = createTracer(start, {
          name: String(name ?? ""),
          ...(version !== undefined && { version }),
          ...(schemaUrl !== undefined && { schemaUrl }),
        });
        tracers.set(key, tracer);
      }
      return tracer;
    },
  };
}

export function createTracer(start: StartSpan, scope: Scope): Tracer {
  const tracer = {
    startSpan(name: string, options: SpanOptions = {}, context: Context = contextApi.active()): Span {
      if (isSuppressed(context)) {
        return trace.wrapSpanContext(NO_CONTEXT);
      }
      const candidate = options.root === true ? undefined : trace.getSpan(context);
      const candidateContext = candidate?.spanContext();
      const hasParent = candidateContext !== undefined && isSpanContextValid(candidateContext);
      const span = start({
        name: String(name),
        kind: options.kind ?? SpanKind.INTERNAL,
        scope,
        parentSpan: hasParent ? candidate : undefined,
        parent: hasParent ? candidateContext : undefined,
        context,
        ...(options.startTime !== undefined && { startTime: options.startTime }),
      });
      if (options.attributes !== undefined) {
        span.setAttributes(options.attributes);
      }
      if (options.links !== undefined) {
        span.addLinks(options.links);
      }
      return span;
    },
    startActiveSpan(name: string, ...rest: unknown[]): unknown {
      const fn = rest.at(-1) as (span: Span) => unknown;
      const options = rest.length > 1 ? (rest[0] as SpanOptions | undefined) : undefined;
      const parent = (rest.length > 2 ? (rest[1] as Context | undefined) : undefined) ?? contextApi.active();
      const span = tracer.startSpan(name, options ?? {}, parent);
      return contextApi.with(withSpanIn(parent, span), fn, undefined, span);
    },
  };
  return tracer as Tracer;
}

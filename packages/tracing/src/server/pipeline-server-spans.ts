import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { type Baggage, type Context, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode } from "@opentelemetry/api";
import type { AsyncContextManager } from "../context/async-context-manager.ts";
import { TraceContext } from "../context/trace-context.ts";
import type { Caller, ExtractCaller } from "../propagation/extract-caller.ts";
import { errorName } from "../span/error-name.ts";
import { RecordedSpan } from "../span/recorded-span.ts";
import type { Scope } from "../span/scope.ts";
import type { StartSpan } from "../span/start-span.ts";
import { createOutcomes, type OutcomeOf } from "./request-outcomes.ts";
import { type RequestOutcome, type ServerSpan, type ServerSpans, SYNTHETIC } from "./server-span.ts";

const NO_CALLER: Caller = { parent: undefined, baggage: undefined };

const SCOPE: Scope = { name: "@platform/tracing" };

/** How much a server believes of what callers say about their traces. */
export type TrustCallers = boolean | ((request: IncomingMessage) => boolean);

export interface PipelineServerSpansOptions {
  readonly start: StartSpan;
  readonly contexts: AsyncContextManager;
  readonly extract: ExtractCaller;
  readonly trustCallers: TrustCallers;
  readonly keepSynthetic: boolean;
}

/** Server spans of our own pipeline. */
export function createPipelineServerSpans({ start, contexts, extract, trustCallers, keepSynthetic }: PipelineServerSpansOptions): ServerSpans {
  const outcomeOf = createOutcomes();
  return {
    begin(request, isSynthetic) {
      const { headers } = request;
      const { parent, baggage } = hasCaller(headers) ? extract((name) => headers[name]) : NO_CALLER;
      const trusted = isSynthetic === true || (typeof trustCallers === "boolean" ? trustCallers : isTrusted(trustCallers, request));
      const believed = !trusted ? undefined : isSynthetic === false ? baggage?.removeEntry(SYNTHETIC) : baggage;
      const span = start({
        name: "HTTP",
        kind: SpanKind.SERVER,
        scope: SCOPE,
        parentSpan: undefined,
        parent: trusted ? parent : undefined,
        context: ROOT_CONTEXT,
        forced: keepSynthetic && believed?.getEntry(SYNTHETIC) !== undefined,
      });
      if (span instanceof RecordedSpan) {
        span.describe(request);
        if (!trusted && parent !== undefined) {
          span.addLink({ context: parent });
        }
      }
      return new PipelineServerSpan(span, believed, contexts, outcomeOf);
    },
  };
}

/** Without any of these headers there is nothing to be read of a caller. */
function hasCaller(headers: IncomingHttpHeaders): boolean {
  return headers.traceparent !== undefined || headers.baggage !== undefined || headers["uber-trace-id"] !== undefined;
}

function isTrusted(trustCallers: (request: IncomingMessage) => boolean, request: IncomingMessage): boolean {
  try {
    return trustCallers(request);
  } catch {
    // Whoever cannot be judged is a stranger.
    return false;
  }
}

class PipelineServerSpan implements ServerSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly #span: Span;
  readonly #context: Context;
  readonly #contexts: AsyncContextManager;
  readonly #outcomeOf: OutcomeOf;
  #failure: string | undefined;

  constructor(span: Span, baggage: Baggage | undefined, contexts: AsyncContextManager, outcomeOf: OutcomeOf) {
    const { traceId, spanId } = span.spanContext();
    this.traceId = traceId;
    this.spanId = spanId;
    this.#span = span;
    this.#context = new TraceContext(span, baggage);
    this.#contexts = contexts;
    this.#outcomeOf = outcomeOf;
  }

  get sampled(): boolean {
    return (this.traceFlags & 1) !== 0;
  }

  get traceFlags(): number {
    return this.#span.spanContext().traceFlags;
  }

  enter(): void {
    this.#contexts.enter(this.#context);
  }

  run<T>(fn: () => T): T {
    return this.#contexts.run(this.#context, fn);
  }

  fail(error: unknown): void {
    this.#span.recordException(error as Error);
    this.#span.setStatus({ code: SpanStatusCode.ERROR });
    this.#failure = errorName(error);
  }

  end(outcome: RequestOutcome): void {
    const span = this.#span;
    if (!(span instanceof RecordedSpan) || span.ended) {
      return;
    }
    const { name, status, prepared, attributes } = this.#outcomeOf(outcome);
    span.name = name;
    if (this.#failure === undefined) {
      span.prepared = prepared;
    } else {
      span.setAttributes({ ...attributes, "error.type": this.#failure });
    }
    if (status !== undefined) {
      span.status = status;
    }
    span.end();
  }
}

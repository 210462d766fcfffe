import { type Context, type Span, type SpanContext, type SpanKind, type TraceState, trace } from "@opentelemetry/api";
import { Fragment } from "../sampling/fragment.ts";
import type { Sampler } from "../sampling/sampler.ts";
import { timeFrom } from "./clock.ts";
import type { Pipeline } from "./pipeline.ts";
import { RecordedSpan } from "./recorded-span.ts";
import type { Scope } from "./scope.ts";
import type { TraceIds } from "./trace-ids.ts";

const SAMPLED = 0x01;

/** Ids that are made here are random, which the flag of that name tells: https://www.w3.org/TR/trace-context-2/#random-trace-id-flag */
const RANDOM = 0x02;

export interface StartSpanOptions {
  readonly name: string;
  readonly kind: SpanKind;
  readonly scope: Scope;
  /** That of the parent; ignored where its span context is not valid. */
  readonly parentSpan: Span | undefined;
  readonly parent: SpanContext | undefined;
  /** Passed to processors. */
  readonly context: Context;
  /** Chosen whatever the sampler says. */
  readonly forced?: boolean;
  readonly startTime?: Parameters<typeof timeFrom>[0];
}

export type StartSpan = (options: StartSpanOptions) => Span;

/** Makes spans: recorded ones of traces that are chosen or may be kept, otherwise ones that only carry their ids on. */
export function createStartSpan(pipeline: Pipeline, { sampler, ids }: { readonly sampler: Sampler; readonly ids: TraceIds }): StartSpan {
  return ({ name, kind, scope, parentSpan, parent, context, forced = false, startTime }) => {
    const local = parentSpan instanceof RecordedSpan ? parentSpan : undefined;
    const traceId = parent?.traceId ?? ids.trace();
    let sampled: boolean;
    let fragment: Fragment | undefined;
    if (parent !== undefined && parent.isRemote !== true) {
      sampled = (parent.traceFlags & SAMPLED) !== 0;
      fragment = local?.fragment;
    } else {
      sampled = forced || sampler(traceId, parent);
      fragment = sampled || !pipeline.keepsLater ? undefined : new Fragment();
    }
    const random = parent === undefined ? RANDOM : parent.traceFlags & RANDOM;
    const own = createSpanContext(traceId, ids.span(), random | (sampled ? SAMPLED : 0), parent?.traceState);
    if (!sampled && (fragment === undefined || fragment.kept === false)) {
      return trace.wrapSpanContext(own);
    }
    const now = pipeline.clock.now();
    const anchor = local?.anchor ?? pipeline.clock.anchor(now);
    const span = new RecordedSpan(pipeline, {
      name,
      kind,
      scope,
      context: own,
      parent,
      anchor,
      startMilliseconds: startTime === undefined ? now : timeFrom(startTime, anchor, now),
      fragment,
    });
    pipeline.started(span, context);
    return span;
  };
}

function createSpanContext(traceId: string, spanId: string, traceFlags: number, traceState: TraceState | undefined): SpanContext {
  return traceState === undefined ? { traceId, spanId, traceFlags } : { traceId, spanId, traceFlags, traceState };
}

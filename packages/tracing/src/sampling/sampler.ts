import type { SpanContext } from "@opentelemetry/api";

export interface KeepRules {
  /** Traces in which a span of this process failed. Default true. */
  readonly errors?: boolean;
  /** Traces whose local root took so long, in seconds. Default: none for that. */
  readonly slowSeconds?: number;
  /** Requests whose baggage has `synthetic`. Default true. */
  readonly synthetic?: boolean;
}

export interface Sampling {
  /** Share of the traces that begin here which are chosen at their start, from 0 to 1. Default 1. */
  readonly ratio?: number;
  /** Whether the decision of a caller holds here. Default true. */
  readonly parentBased?: boolean;
  /** What is kept of traces that were not chosen. */
  readonly keep?: KeepRules;
}

/** Random digits at the end of a trace id that are compared with the ratio: 52 bits, a whole number of which a double holds exactly. */
const DIGITS = 13;

/** Decides at the start of a local root. */
export type Sampler = (traceId: string, parent: SpanContext | undefined) => boolean;

/**
 * Decides on the random part of the trace id, so that services with the same ratio choose the same traces, as OpenTelemetry's consistent sampling does.
 *
 * @see https://opentelemetry.io/docs/specs/otel/trace/tracestate-probability-sampling/
 */
export function createSampler({ ratio, parentBased }: { readonly ratio: number; readonly parentBased: boolean }): Sampler {
  const threshold = (1 - ratio) * 16 ** DIGITS;
  const byRatio = ratio >= 1 ? () => true : ratio <= 0 ? () => false : (traceId: string) => Number.parseInt(traceId.slice(-DIGITS), 16) >= threshold;
  return (traceId, parent) => (parentBased && parent !== undefined ? (parent.traceFlags & 1) === 1 : byRatio(traceId));
}

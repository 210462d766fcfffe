import type { httpServerRequestDuration } from "@platform/metrics/define";

/**
 * Where the events of an HTTP objective are counted: by the middleware, request by request, in two series an instance; or
 * in the request histogram that every service has, whoever records it, at the cost of one series a route, method and status.
 */
export type Counting = "at-source" | "from-metric";

/** Good: a request answered with a status under 500. A request that the client left before its answer is no event. */
export interface HttpAvailability {
  readonly kind: "http-availability";
  readonly counted: Counting;
}

/** Good: an answer within the threshold. Answers of 500 and above are no events: availability counts them. */
export interface HttpLatency {
  readonly kind: "http-latency";
  readonly thresholdSeconds: number;
  readonly counted: Counting;
}

/** Counted at the source any threshold is exact; counted from the metric it is one of the histogram's buckets. */
export type HttpLatencyOptions =
  | { readonly thresholdSeconds: number; readonly counted?: "at-source" }
  | { readonly thresholdSeconds: (typeof httpServerRequestDuration.buckets)[number]; readonly counted: "from-metric" };

/** @param options.counted - default `at-source` */
export function httpAvailability({ counted = "at-source" }: { readonly counted?: Counting } = {}): HttpAvailability {
  return { kind: "http-availability", counted };
}

/** @param options.counted - default `at-source` */
export function httpLatency({ thresholdSeconds, counted = "at-source" }: HttpLatencyOptions): HttpLatency {
  return { kind: "http-latency", thresholdSeconds, counted };
}

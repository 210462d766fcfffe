import { httpServerActiveRequests, httpServerRequestDuration } from "@platform/metrics/define";
import { aggregate, binary, histogramQuantile, type InstantVector, over, select, selectBuckets, selectCount } from "@platform/promql";
import { CHOSEN } from "./scope.ts";

type RequestLabel = "job" | "instance" | keyof (typeof httpServerRequestDuration)["labels"];

export interface RequestOptions {
  readonly by?: readonly RequestLabel[];
  /** First digit of the status code. */
  readonly statusClass?: "2" | "3" | "4" | "5";
  /** Regular expression that the route matches; a drop-down such as `$route`. */
  readonly route?: string;
  /** Services to read instead of the chosen ones. */
  readonly jobs?: readonly string[];
}

type AnyStatus = Omit<RequestOptions, "statusClass">;

/** Requests per second; 0 rather than nothing where none came, unless they are told apart by what only a request has. */
export function requestRate(options: RequestOptions = {}): InstantVector {
  return isOfTargets(options) ? binary(rate(options), "or", zero(options)) : rate(options);
}

/** Share of requests answered with a status of 500 and above; 0 where none was. */
export function errorRatio(options: AnyStatus = {}): InstantVector {
  return binary(binary(rate({ ...options, statusClass: "5" }), "/", binary(rate(options), ">", 0)), "or", zero(options));
}

/** The φ-quantile of request durations; not a number while there is no request. */
export function latencyQuantile(phi: number, options: AnyStatus = {}): InstantVector {
  return histogramQuantile(phi, latencyBuckets(options));
}

/** Requests per second under each bucket bound. */
export function latencyBuckets(options: AnyStatus = {}): InstantVector {
  const buckets = selectBuckets(httpServerRequestDuration, matchers(options));
  return aggregate("sum", over("rate", buckets, "$__rate_interval"), { by: [...(options.by ?? []), "le"] });
}

function rate(options: RequestOptions): InstantVector {
  const requests = selectCount(httpServerRequestDuration, matchers(options));
  return aggregate("sum", over("rate", requests, "$__rate_interval"), grouping(options));
}

function matchers({ statusClass, route, jobs }: RequestOptions) {
  return {
    ...(statusClass !== undefined && { http_response_status_code: { matches: `${statusClass}..` } }),
    ...(route !== undefined && { http_route: { matches: route } }),
    ...targets(jobs),
  };
}

function targets(jobs: readonly string[] | undefined) {
  return jobs === undefined ? CHOSEN : { job: jobs };
}

/** A zero for each group: of targets as long as one is scraped, of anything else as long as it has had a request. */
function zero({ by = [], route, jobs }: RequestOptions): InstantVector {
  const scope = { by, ...(route !== undefined && { route }), ...(jobs !== undefined && { jobs }) };
  return binary(0, "*", isOfTargets({ by }) ? aggregate("sum", select(httpServerActiveRequests, targets(jobs)), grouping({ by })) : rate(scope));
}

function isOfTargets({ by = [] }: RequestOptions): boolean {
  return by.every((label) => label === "job" || label === "instance");
}

function grouping({ by = [] }: RequestOptions): { readonly by?: readonly string[] } {
  return by.length === 0 ? {} : { by };
}

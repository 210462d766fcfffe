import { httpServerRequestDuration } from "@platform/metrics/define";
import { print, selectBuckets } from "@platform/promql";
import type { Attempt } from "./poll.ts";
import { loopbackUrl } from "./run-ports.ts";
import type { RunSettings } from "./run-settings.ts";
import type { RunPage } from "./serve-page.ts";

export interface FollowOptions {
  /** Name of the service whose failed requests are looked at. */
  readonly service: string;
  readonly telemetry: RunPage["telemetry"];
  /** Exemplars since then, in seconds since 1970. */
  readonly sinceSeconds: number;
}

/** A failed request, found from its point in a histogram. */
export interface FollowedExemplar {
  readonly traceId: string;
  /** Name of the service's span. */
  readonly span: string;
  /** Services that the trace crosses. */
  readonly services: readonly string[];
  /** A line that the service wrote during the request. */
  readonly line: string;
}

interface Exemplar {
  readonly labels: { readonly trace_id?: string; readonly span_id?: string };
}

interface ExemplarAnswer {
  readonly data?: readonly { readonly exemplars: readonly Exemplar[] }[];
  readonly error?: string;
}

const ANSWER_SECONDS = 10;

/**
 * Follows an exemplar of a failed request from Prometheus to its span and to a line of its log, both as they were received.
 *
 * @throws Error when Prometheus does not answer or refuses the query
 */
export async function followExemplar({ ports }: RunSettings, options: FollowOptions): Promise<Attempt<FollowedExemplar>> {
  const exemplars = await failedExemplars(loopbackUrl(ports.prometheus), options);
  const ends = exemplars.map((exemplar) => follow(exemplar, options));
  return ends.find((end) => "found" in end) ?? ends.at(-1) ?? { missing: `an exemplar of a failed request to ${options.service}` };
}

/** @see https://prometheus.io/docs/prometheus/latest/querying/api/#querying-exemplars */
async function failedExemplars(url: string, { service, sinceSeconds }: FollowOptions): Promise<readonly Exemplar[]> {
  const query = print(selectBuckets(httpServerRequestDuration, { job: service, http_response_status_code: { matches: "5.." } }));
  const response = await fetch(`${url}/api/v1/query_exemplars`, {
    method: "POST",
    body: new URLSearchParams({ query, start: String(sinceSeconds), end: String(Date.now() / 1000) }),
    signal: AbortSignal.timeout(ANSWER_SECONDS * 1000),
  });
  const { data, error } = (await response.json()) as ExemplarAnswer;
  if (data === undefined) {
    throw new Error(`Prometheus refuses the exemplars of ${query}: ${error}`);
  }
  return data.flatMap(({ exemplars }) => exemplars);
}

function follow({ labels: { trace_id: traceId = "", span_id: spanId } }: Exemplar, { service, telemetry }: FollowOptions): Attempt<FollowedExemplar> {
  const trace = telemetry.spans.trace(traceId);
  const span = trace.find((one) => one.spanId === spanId && one.service === service && one.failed);
  if (span === undefined) {
    return { missing: `the failed span ${spanId} of ${service} in trace ${traceId}, of which ${trace.length} spans were received` };
  }
  for (const { labels, metadata, line } of telemetry.logs.newestFirst()) {
    if (metadata.trace_id === traceId && labels.service_name === service) {
      return { found: { traceId, span: span.name, services: [...new Set(trace.map((one) => one.service))], line } };
    }
  }
  return { missing: `a line of ${service} with the trace ${traceId}` };
}

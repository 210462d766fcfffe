import { DURATION_BUCKETS } from "../definition/buckets.ts";
import { open } from "../definition/label-domain.ts";
import { defineCounter, defineGauge, defineHistogram } from "../definition/metric-definition.ts";

/** Known methods; any other is counted as `_OTHER`: https://opentelemetry.io/docs/specs/semconv/http/http-metrics/ */
export const HTTP_METHODS = ["CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE", "_OTHER"] as const;

/** Route of a request that no route took. */
export const UNMATCHED_ROUTE = "unmatched";

export const httpServerRequestDuration = defineHistogram({
  name: "http_server_request_duration_seconds",
  help: "Time from the first byte of a request until its response ended.",
  labels: {
    http_request_method: HTTP_METHODS,
    http_route: open({ max: 200 }),
    http_response_status_code: open({ max: 60 }),
  },
  buckets: DURATION_BUCKETS,
});

export const httpServerActiveRequests = defineGauge({
  name: "http_server_active_requests",
  help: "Requests that have begun and not yet ended.",
});

/** Somebody who may not see a service's own pages, such as its metrics, has asked for them. */
export const httpServerRefusedRequests = defineCounter({
  name: "http_server_refused_requests_total",
  help: "Requests for pages of the operators, such as /metrics, that were refused.",
  labels: { reason: ["credentials_missing", "credentials_wrong", "not_allowed", "guard_failed"] },
});

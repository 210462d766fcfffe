import { DURATION_BUCKETS, defineHistogram, open } from "@platform/metrics/define";

/** @see https://opentelemetry.io/docs/specs/semconv/http/http-metrics/#http-client */
export const httpClientRequestDuration = defineHistogram({
  name: "http_client_request_duration_seconds",
  help: "Time from sending a request to another service until its answer was read; without an answer the status is timeout or unreachable.",
  labels: { peer_service: open({ max: 20 }), http_request_method: ["GET", "POST", "DELETE"], http_response_status_code: open({ max: 60 }) },
  buckets: DURATION_BUCKETS,
});

import { DURATION_BUCKETS } from "../definition/buckets.ts";
import { open } from "../definition/label-domain.ts";
import { defineHistogram } from "../definition/metric-definition.ts";
import { ERROR_TYPE } from "./error-type.ts";
import { HTTP_METHODS } from "./http-server.ts";

/** @see https://opentelemetry.io/docs/specs/semconv/http/http-metrics/#metric-httpclientrequestduration */
export const httpClientRequestDuration = defineHistogram({
  name: "http_client_request_duration_seconds",
  help: "Time from sending a request until its response ended, or it failed.",
  labels: {
    http_request_method: HTTP_METHODS,
    /** Host name as the program knows it; an address that is chosen by a user belongs in no label. */
    server_address: open({ max: 50 }),
    /** Empty for a request that got no response. */
    http_response_status_code: open({ max: 60 }),
    error_type: ERROR_TYPE,
  },
  buckets: DURATION_BUCKETS,
});

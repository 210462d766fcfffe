/**
 * A Prometheus that gives no answer to work with: `prometheus_unreachable` (no connection, no answer in time, still
 * starting), `prometheus_unauthorized` (it wants a user and a password, or others), `not_prometheus` (somebody else answered), or `query_failed`
 * (it refused an expression, or gave up on it), or `answer_partial` (some of its stores did not answer).
 */
export class PrometheusError extends Error {
  readonly code: "prometheus_unreachable" | "prometheus_unauthorized" | "not_prometheus" | "query_failed" | "answer_partial";

  constructor(code: PrometheusError["code"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "PrometheusError";
    this.code = code;
  }
}

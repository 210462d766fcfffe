/**
 * A Prometheus that gives no answer to work with: `prometheus_unreachable` (no connection, no answer in time, still
 * starting) or `not_prometheus` (somebody else answered).
 */
export class PrometheusError extends Error {
  readonly code: "prometheus_unreachable" | "not_prometheus";

  constructor(code: PrometheusError["code"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "PrometheusError";
    this.code = code;
  }
}

/**
 * A Grafana that does not do what was asked: `grafana_unreachable`, `not_grafana`, `grafana_unauthorized`, `grafana_forbidden`, `grafana_refused`.
 */
export class GrafanaError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "GrafanaError";
    this.code = code;
  }
}

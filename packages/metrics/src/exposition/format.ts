/** Formats of text, which share their lines. */
export type TextFormat = "text" | "openmetrics";

/** Formats that a scrape can ask for. Native histograms are in protobuf only. */
export type ExpositionFormat = TextFormat | "protobuf";

/** Sent to the letter: Prometheus 3 refuses a scrape whose type it does not know. */
export const CONTENT_TYPES = {
  text: "text/plain; version=0.0.4; charset=utf-8",
  openmetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8",
  protobuf: "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited",
} as const satisfies Record<ExpositionFormat, string>;

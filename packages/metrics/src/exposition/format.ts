/** Text formats that a scrape can ask for. */
export type TextFormat = "text" | "openmetrics";

/** Sent to the letter: Prometheus 3 refuses a scrape whose type it does not know. */
export const CONTENT_TYPES = {
  text: "text/plain; version=0.0.4; charset=utf-8",
  openmetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8",
} as const satisfies Record<TextFormat, string>;

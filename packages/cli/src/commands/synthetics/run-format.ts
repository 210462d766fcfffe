/** What `platform synthetics run --format` takes. */
export const RUN_FORMATS = ["text", "json", "junit"] as const;

export type RunFormat = (typeof RUN_FORMATS)[number];

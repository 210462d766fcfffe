/** What `--format` takes. */
export const REPORT_FORMATS = ["text", "json", "github", "junit", "sarif"] as const;

export type ReportFormat = (typeof REPORT_FORMATS)[number];

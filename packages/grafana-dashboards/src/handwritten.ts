export { checkHandwritten, type HandwrittenFiles, type HandwrittenOptions } from "./handwritten/check-handwritten.ts";
export type { ExposedFamily, Exposition } from "./handwritten/exposed-series.ts";
export type { SourceFile } from "./handwritten/source-file.ts";
export { type ImportedMetric, type ImportedMetrics, importMetrics } from "./import/import-metrics.ts";
export {
  type ImportedNotifications,
  importNotifications,
} from "./import/import-notifications.ts";
export type { KnownBy } from "./import/infer-kind.ts";

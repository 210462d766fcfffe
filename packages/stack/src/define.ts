export { alertmanager } from "./exporters/alertmanager.ts";
export { type BlackboxOptions, blackbox, type ProbingExporter } from "./exporters/blackbox.ts";
export type { ExporterOptions } from "./exporters/exporter.ts";
export { nginx } from "./exporters/nginx.ts";
export { node } from "./exporters/node.ts";
export { postgres } from "./exporters/postgres.ts";
export { prometheus } from "./exporters/prometheus.ts";
export { redis } from "./exporters/redis.ts";
export { type SyntheticsOptions, synthetics } from "./exporters/synthetics.ts";

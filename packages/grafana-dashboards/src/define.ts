export { defineExporter, type ExporterDefinition, type ExporterTarget } from "./definition/exporter-definition.ts";
export { definePlatform, type PlatformDefinition, type PlatformLinks, type PrometheusSettings } from "./definition/platform-definition.ts";

export { definePlatform, type PlatformDefinition, type PlatformLinks, type PrometheusSettings } from "./definition/platform-definition.ts";

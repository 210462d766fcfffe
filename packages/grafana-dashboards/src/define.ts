export { type ContainerDefinition, type ContainerOptions, defineContainer, RESERVED_CONTAINERS } from "./definition/container-definition.ts";
export { defineExporter, type ExporterDefinition, type ExporterTarget } from "./definition/exporter-definition.ts";
export type { KubernetesOptions, KubernetesSettings } from "./definition/kubernetes-definition.ts";
export {
  defineNotifications,
  type MaintenanceWindow,
  type NotificationDefinition,
  secretFilesOf,
  type TeamChannels,
  type WebhookSettings,
  webhookSecret,
} from "./definition/notification-definition.ts";
export { definePlatform, type PlatformDefinition, type PlatformLinks, type PrometheusSettings } from "./definition/platform-definition.ts";

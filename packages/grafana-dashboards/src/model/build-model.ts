import { productionOverview } from "../dashboards/production-overview.ts";
import { serviceDashboard } from "../dashboards/service-dashboard.ts";
import type { PlatformDefinition } from "../definition/platform-definition.ts";
import { byName } from "./by-name.ts";
import type { Model } from "./model.ts";
import { serviceModel, serviceRules } from "./service-model.ts";

/**
 * All that is generated for a platform, in nobody's format. The order of its definitions does not matter.
 */
export function buildModel(platform: PlatformDefinition): Model {
  const definitions = platform.services.toSorted(byName);
  const ruleFiles = definitions.map((service) => serviceRules(service, platform.prometheus));
  const services = ruleFiles.map((file, index) => serviceModel(definitions[index] as (typeof definitions)[number], file));
  const dashboards = [productionOverview(services, platform.name), ...services.map((service) => serviceDashboard(service, platform.name))];
  return { platform, services, dashboards: dashboards.toSorted((one, other) => (one.uid < other.uid ? -1 : 1)), ruleFiles };
}

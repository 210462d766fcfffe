import { recordRates } from "../cost/record-rates.ts";
import { businessMetrics } from "../dashboards/business-metrics.ts";
import { exporterDashboard } from "../dashboards/exporter-dashboard.ts";
import { objectiveDetail } from "../dashboards/objective-detail.ts";
import { performanceOptimization } from "../dashboards/performance-optimization.ts";
import { productionOverview } from "../dashboards/production-overview.ts";
import { serviceDashboard } from "../dashboards/service-dashboard.ts";
import type { PlatformDefinition } from "../definition/platform-definition.ts";
import { byName } from "./by-name.ts";
import { exporterRules } from "./exporter-rules.ts";
import type { Dashboard, Model } from "./model.ts";
import { serviceModel, serviceRules } from "./service-model.ts";
import { withFormerNames } from "./with-former-names.ts";

/**
 * All that is generated for a platform, in nobody's format. The order of its definitions does not matter.
 */
export function buildModel(platform: PlatformDefinition): Model {
  const parts = platform.services.toSorted(byName).map((service) => {
    const ruleFile = serviceRules(service, platform.prometheus);
    const dashboard = serviceDashboard(service, platform);
    const recorded = recordRates(dashboard, service.name, platform.prometheus);
    const withRates = { ...ruleFile, groups: [...ruleFile.groups, ...recorded.groups].toSorted(byName) };
    return { ruleFile: withRates, dashboard: recorded.dashboard, service: serviceModel(service, withRates, platform.prometheus) };
  });
  const exporters = platform.uses.toSorted(byName);
  const services = parts.map(({ service }) => service);
  const dashboards = [
    productionOverview(services, platform),
    businessMetrics(services, platform),
    performanceOptimization(services, platform),
    objectiveDetail(services, platform),
    ...parts.map(({ dashboard }) => dashboard),
    ...exporters.map((exporter) => exporterDashboard(exporter, platform)),
  ].filter((dashboard) => dashboard !== undefined);
  return withFormerNames({
    platform,
    services,
    exporters,
    dashboards: withOwnTitles(dashboards).toSorted((one, other) => (one.uid < other.uid ? -1 : 1)),
    ruleFiles: [...parts.map(({ ruleFile }) => ruleFile), ...exporters.map((exporter) => exporterRules(exporter, platform.prometheus))].toSorted(
      byName,
    ),
  });
}

/** Grafana takes no dashboard from a folder in which two have one title: where two meet, the service's name is added, until none do. */
function withOwnTitles(dashboards: readonly Dashboard[]): readonly Dashboard[] {
  const byTitle = Map.groupBy(dashboards, ({ title }) => title);
  const meets = ({ title }: Dashboard) => (byTitle.get(title)?.length ?? 0) > 1;
  const named = dashboards.map((dashboard) =>
    dashboard.service !== undefined && meets(dashboard) ? { ...dashboard, title: `${dashboard.title} (${dashboard.service})` } : dashboard,
  );
  return named.some((dashboard, index) => dashboard !== dashboards[index]) ? withOwnTitles(named) : dashboards;
}

import type { CounterDefinition } from "@platform/metrics/define";
import type { PlatformDefinition } from "../definition/platform-definition.ts";
import { dashboardUid } from "../model/dashboard-uid.ts";
import type { Dashboard, Panel, ServiceModel } from "../model/model.ts";
import { countryMap } from "../panels/country-map.ts";
import { shareDonut, totalTile } from "../panels/event-panels.ts";
import { byKindAndName, isBusinessMetric } from "../panels/metric-family.ts";
import { metricPanels } from "../panels/metric-panels.ts";
import { panelsOfMetrics } from "../panels/panels-of-metrics.ts";
import { restrictPanel } from "../panels/restrict.ts";
import { alertAnnotation } from "./alert-annotation.ts";
import { deploymentAnnotation } from "./deployment-annotation.ts";
import { distinctMetrics } from "./distinct-metrics.ts";
import { eventStep } from "./event-step.ts";
import { rows } from "./rows.ts";
import { targetVariables } from "./variables.ts";

/** Panels beyond which a dashboard is too long to be read, and too large to be loaded: then the services' own dashboards have them. */
const MOST_PANELS = 300;

/** What the services are for: money, orders, customers, each beside the same time one week ago. */
export function businessMetrics(services: readonly ServiceModel[], platform: PlatformDefinition): Dashboard | undefined {
  const counters = distinctMetrics(services).filter(
    (metric) => metric.kind === "counter" && isBusinessMetric(metric),
  ) as readonly CounterDefinition[];
  if (services.every(({ service }) => !Object.values(service.metrics).some(isBusinessMetric))) {
    return undefined;
  }
  const maps = distinctMetrics(services).flatMap((metric) => (isBusinessMetric(metric) ? (countryMap(metric) ?? []) : []));
  const money = counters.filter(({ unit }) => typeof unit === "object");
  const events = counters.filter(({ unit }) => typeof unit !== "object");
  return {
    uid: dashboardUid(platform.name, "business"),
    title: "Business Metrics",
    description: "What the services are for. Numbers of the time shown stand beside those of the same time one week before.",
    tags: [platform.name, "business"],
    rangeSeconds: 24 * 3600,
    variables: targetVariables(services.map(({ service }) => service.name)),
    annotations: [alertAnnotation({ ofChosen: false }), deploymentAnnotation()],
    links: [],
    rows: rows([
      [
        "Money",
        money.flatMap((metric) => [totalTile(metric, { width: 8, height: 8 }), ...metricPanels(metric, { events: eventStep(platform), width: 16 })]),
      ],
      ["In the time shown", events.slice(0, MOST_PANELS).map((metric) => totalTile(metric))],
      ["By country", maps.map((map) => ({ ...map, width: maps.length === 1 ? 24 : map.width }))],
      ...serviceRows(services, platform),
    ]),
  };
}

function serviceRows(
  services: readonly ServiceModel[],
  platform: PlatformDefinition,
): readonly (readonly [title: string, panels: readonly Panel[]])[] {
  const metrics = services.reduce((number, { service }) => number + Object.values(service.metrics).filter(isBusinessMetric).length, 0);
  return metrics > MOST_PANELS ? [] : services.map((service) => [service.service.title, servicePanels(service, platform)]);
}

/** A service's own metrics: events over time with their shares beside them, then what was measured and what is held. */
function servicePanels({ service }: ServiceModel, platform: PlatformDefinition): readonly Panel[] {
  const metrics = Object.values(service.metrics).filter(isBusinessMetric).toSorted(byKindAndName);
  const counters = metrics.filter((metric) => metric.kind === "counter");
  const others = metrics.filter((metric) => metric.kind !== "counter");
  const panels = [
    ...counters.flatMap((metric) => eventPanels(metric, platform)),
    ...panelsOfMetrics(others, { slos: service.slos, events: eventStep(platform) }),
  ];
  return panels.map((panel) => restrictPanel(panel, [service.name]));
}

function eventPanels(metric: CounterDefinition, platform: PlatformDefinition): readonly Panel[] {
  const donut = shareDonut(metric);
  const [bars, ...rest] = metricPanels(metric, { events: eventStep(platform), width: donut === undefined ? 12 : 6 });
  return bars === undefined ? [] : [bars, ...(donut === undefined ? [] : [{ ...donut, width: 6 }]), ...rest];
}

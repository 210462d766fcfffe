import { type MetricDefinition, standardMetrics } from "@platform/metrics/define";
import type { RuleGroup } from "@platform/promql";
import { sloCost, sloRules } from "@platform/slo";
import { type ServiceDefinition, sloEvents } from "@platform/slo/define";
import { type PrometheusSettings, scrapeIntervalOf } from "../definition/platform-definition.ts";
import { alertGroups } from "./alert-groups.ts";
import { byName } from "./by-name.ts";
import type { RuleFile, ServiceModel } from "./model.ts";
import { serviceAlerts } from "./service-alerts.ts";

/** A service with all that it exposes and all that is recorded and promised about it. */
export function serviceModel(service: ServiceDefinition, ruleFile: RuleFile, settings: PrometheusSettings): ServiceModel {
  const events = sloEvents(service.slos);
  const metrics: readonly MetricDefinition[] = [
    ...Object.values(standardMetrics),
    ...Object.values(service.metrics),
    ...(events === undefined ? [] : [events]),
  ];
  const rules = ruleFile.groups.flatMap((group) => group.rules);
  const records = new Set(rules.filter((rule) => rule.kind === "recording").map(({ record }) => record));
  return {
    service,
    metrics: metrics.toSorted(byName),
    records: [...records].toSorted(byName),
    slos: service.slos.toSorted(byName),
    costs: sloCost({ service, groups: ruleFile.groups, ...settings, scrapeIntervalSeconds: scrapeIntervalOf(settings, service.name) }),
    alerts: rules.filter((rule) => rule.kind === "alert").toSorted(byName),
  };
}

/** The rules about a service: those of its objectives, and those that every service has. */
export function serviceRules(service: ServiceDefinition, settings: PrometheusSettings): RuleFile {
  const times = { ...settings, scrapeIntervalSeconds: scrapeIntervalOf(settings, service.name) };
  const groups: readonly RuleGroup[] = [
    ...sloRules({ service, ...times }),
    ...alertGroups(serviceAlerts(service, times.scrapeIntervalSeconds), settings.evaluationIntervalSeconds, `service:${service.name}`),
  ];
  return { name: service.name, owner: service.owner, service: service.name, groups: groups.toSorted(byName) };
}

import type { AlertSubject } from "@platform/alerts";
import type { ExporterDefinition } from "../definition/exporter-definition.ts";
import type { PrometheusSettings } from "../definition/platform-definition.ts";
import { alertGroups } from "./alert-groups.ts";
import { byName } from "./by-name.ts";
import type { RuleFile } from "./model.ts";

/** The rules about a program that others wrote. */
export function exporterRules(exporter: ExporterDefinition, settings: PrometheusSettings): RuleFile {
  const { name, owner } = exporter;
  const groups = alertGroups(exporterAlerts(exporter, settings), settings.evaluationIntervalSeconds, `exporter:${name}`);
  return { name, owner, service: name, groups: groups.toSorted(byName) };
}

export function exporterAlerts({ name, title, alerts }: ExporterDefinition, { scrapeIntervalSeconds }: PrometheusSettings): AlertSubject {
  return { job: name, title, alerts, scrapeIntervalSeconds };
}

import { placeOf } from "@platform/metrics/define";
import { type Expression, selectorsOf } from "@platform/promql";
import { panelCost } from "../cost/panel-cost.ts";
import { costSettings } from "../cost/record-rates.ts";
import type { Model } from "../model/model.ts";
import type { Check } from "./checks.ts";

/**
 * A panel of a service that would read so much that Prometheus refuses it, or answers nobody else meanwhile: an error where it reads a metric
 * of the service's own, whose labels the service chooses.
 */
export const panelAffordable: Check = ({ platform, services, dashboards, ruleFiles }) => {
  const { samplesPerPanel, instances } = platform.prometheus;
  const byName = new Map(services.map(({ service }) => [service.name, service]));
  const recorded = recordedExpressions(ruleFiles);
  return dashboards.flatMap((dashboard) => {
    const service = byName.get(dashboard.service ?? "");
    if (service === undefined) {
      return [];
    }
    const settings = costSettings(platform.prometheus, service.name);
    const own = new Set(Object.values(service.metrics).map(({ name }) => name));
    return dashboard.rows
      .flatMap(({ panels }) => panels)
      .map((panel) => ({ panel, samples: panelCost(panel, dashboard, settings) }))
      .filter(({ samples }) => samples > samplesPerPanel)
      .map(({ panel: { title, queries }, samples }) => ({
        severity: queries.some(({ expression }) => readsAny(own, expression, recorded)) ? ("error" as const) : ("warning" as const),
        subject: `dashboard ${dashboard.uid} › ${title}`,
        message:
          `It reads up to ${Math.round(samples)} samples to be drawn once, with ${instances} ${instances === 1 ? "instance" : "instances"}; ` +
          `at most ${samplesPerPanel} are taken.`,
        place: placeOf(service),
      }));
  });
};

type Recorded = ReadonlyMap<string, Expression>;

/** What stands behind each record, by its name. */
function recordedExpressions(ruleFiles: Model["ruleFiles"]): Recorded {
  const rules = ruleFiles.flatMap(({ groups }) => groups.flatMap((group) => group.rules));
  return new Map(rules.flatMap((rule) => (rule.kind === "recording" ? [[rule.record.name, rule.expression] as const] : [])));
}

/** Whether it reads one of the metrics, itself or through records. */
function readsAny(metrics: ReadonlySet<string>, expression: Expression, recorded: Recorded): boolean {
  return selectorsOf(expression).some(({ series: { name } }) => {
    const behind = recorded.get(name);
    return metrics.has(name) || (behind !== undefined && readsAny(metrics, behind, recorded));
  });
}

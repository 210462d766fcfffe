import { isOpen, placeOf } from "@platform/metrics/define";
import type { KnownLabels } from "@platform/promql";
import { RULE_SCOPE } from "../catalog/resolve-selector.ts";
import type { Resolver } from "../catalog/resolver.ts";
import { addedLabels } from "../model/added-labels.ts";
import type { Model } from "../model/model.ts";
import type { Check, Finding } from "./checks.ts";

/** Labels that the scrape adds to every series; what a program writes there comes out as `exported_job`. */
const TARGET_LABELS: readonly string[] = ["job", "instance"];

/** One label with two owners: a metric that brings a label of the scrape, or a rule that overwrites a label of its series. */
export const labelClash: Check = (model, { resolver }) => [...metricClashes(model), ...ruleClashes(model, resolver)];

function metricClashes({ services }: Model): readonly Finding[] {
  return services.flatMap(({ service, metrics }) =>
    metrics.flatMap((metric) =>
      TARGET_LABELS.filter((label) => label in metric.labels).map((label) => ({
        severity: "error" as const,
        subject: `metric ${metric.name} of service ${service.name}`,
        message: `Its label "${label}" is that of the scrape: Prometheus would store it as "exported_${label}".`,
        place: placeOf(metric),
      })),
    ),
  );
}

function ruleClashes(model: Model, resolver: Resolver): readonly Finding[] {
  return model.ruleFiles.flatMap((file) =>
    file.groups.flatMap(({ rules }) =>
      rules.flatMap((rule) => {
        const kept = resolver.labels(rule.expression, RULE_SCOPE);
        const added = rule.kind === "alert" ? addedLabels(rule, file) : rule.labels;
        const subject = rule.kind === "alert" ? `alert ${rule.name}` : `record ${rule.record.name}`;
        return Object.entries(added)
          .filter(([label, value]) => overwrites(kept, label, value))
          .map(([label, value]) => ({
            severity: "error" as const,
            subject,
            message: `It writes ${label}="${value}" over the label "${label}" of its series: series that differ only there become one, and the rule fails.`,
          }));
      }),
    ),
  );
}

function overwrites(kept: KnownLabels, label: string, value: string): boolean {
  const domain = kept.get(label);
  return kept.has(label) && !(domain !== undefined && !isOpen(domain) && domain.length === 1 && domain[0] === value);
}

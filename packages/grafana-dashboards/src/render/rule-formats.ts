import { type Rule, walk } from "@platform/promql";
import type { Model, OutputFile, RuleFile } from "../model/model.ts";
import { lazyFile } from "./lazy-file.ts";
import { type RuleGroupData, ruleGroups } from "./prometheus-rules.ts";
import type { Renderer } from "./renderers.ts";
import { renderYaml } from "./yaml.ts";

/** The same rules for other programs that evaluate them, by the name under which they are asked for. */
export const ruleFormats = {
  "prometheus-operator": renderPrometheusOperator,
  mimir: renderMimir,
  thanos: renderThanos,
} satisfies Readonly<Record<string, Renderer>>;

export type RuleFormat = keyof typeof ruleFormats;

/**
 * A PrometheusRule for each service. The operator takes those whose labels its `ruleSelector` asks for.
 *
 * @returns `prometheus-operator/<service>.yml`
 */
function renderPrometheusOperator(model: Model): readonly OutputFile[] {
  return model.ruleFiles.map((file) => lazyFile(`prometheus-operator/${file.name}.yml`, () => renderYaml(prometheusRule(file, model))));
}

/**
 * The rules of one file as an object of Kubernetes.
 *
 * @see https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.PrometheusRule
 */
export function prometheusRule(file: RuleFile, model: Model): PrometheusRule {
  const { name: platform } = model.platform;
  return {
    apiVersion: "monitoring.coreos.com/v1",
    kind: "PrometheusRule",
    metadata: {
      name: `${platform}-${file.name}`,
      labels: { "app.kubernetes.io/part-of": platform, "app.kubernetes.io/name": file.name, role: "alert-rules" },
    },
    spec: { groups: ruleGroups(file, model) },
  };
}

export interface PrometheusRule {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
  readonly spec: { readonly groups: readonly RuleGroupData[] };
}

/**
 * A namespace for each service, as `mimirtool rules load` reads it. No group has more than the 20 rules that Mimir takes.
 *
 * @returns `mimir/<service>.yml`
 * @see https://grafana.com/docs/mimir/latest/manage/tools/mimirtool/#load-rule-group
 */
function renderMimir(model: Model): readonly OutputFile[] {
  return model.ruleFiles.map((file) =>
    lazyFile(`mimir/${file.name}.yml`, () => renderYaml({ namespace: `${model.platform.name}/${file.name}`, groups: ruleGroups(file, model) })),
  );
}

/** A range of more may reach behind what a Prometheus keeps beside an object store. */
const KEPT_SECONDS = 86_400;

/**
 * Short windows and tiles are evaluated by each Prometheus, which has their data and pages without a network in between; groups that
 * read more than a day by Thanos Ruler, which asks the object store. A missing store then fails the evaluation: half a budget is none.
 *
 * @returns `thanos/prometheus/<service>.yml`, `thanos/ruler/<service>.yml`
 * @see https://thanos.io/tip/components/rule.md/
 */
function renderThanos(model: Model): readonly OutputFile[] {
  return model.ruleFiles.flatMap((file) => {
    const isLong = new Map(file.groups.map((group) => [group.name, group.rules.some(readsLong)]));
    const groups = ruleGroups(file, model);
    const near = groups.filter(({ name }) => !isLong.get(name));
    const far = groups.filter(({ name }) => isLong.get(name)).map((group) => ({ ...group, partial_response_strategy: "abort" }));
    return [...thanosFile("prometheus", file, near), ...thanosFile("ruler", file, far)];
  });
}

function readsLong({ expression }: Rule): boolean {
  return walk(expression).some((node) => node.node === "range" && typeof node.range === "number" && node.range > KEPT_SECONDS);
}

function thanosFile(folder: string, { name }: RuleFile, groups: readonly RuleGroupData[]): readonly OutputFile[] {
  return groups.length === 0 ? [] : [{ path: `thanos/${folder}/${name}.yml`, content: renderYaml({ groups }) }];
}

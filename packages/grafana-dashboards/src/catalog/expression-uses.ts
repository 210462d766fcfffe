import { type DefinitionPlace, placeOf } from "@platform/metrics/define";
import { type AlertingRule, type Expression, type Selector, selectorsOf } from "@platform/promql";
import type { Annotation, Dashboard, Model, Panel, Variable } from "../model/model.ts";
import { LEGEND_LABEL, labelsIn, TEMPLATE_LABEL } from "./labels-in.ts";
import { RULE_SCOPE, type Scope } from "./resolve-selector.ts";

/** An expression where it is used, with what reads its answer. */
export interface ExpressionUse {
  /** `dashboard shop-checkout › Orders`, `alert CheckoutDown`, `record slo:burn_rate:multiple of group …`. */
  readonly subject: string;
  readonly expression: Expression;
  /** All that it reads. */
  readonly selectors: readonly Selector[];
  readonly scope: Scope;
  /** Labels that a legend, a text or a column reads from every series of the answer, with where. */
  readonly reads: readonly LabelRead[];
  /** Where what it is about is defined: the service. */
  readonly place?: DefinitionPlace | undefined;
}

export interface LabelRead {
  readonly label: string;
  /** `its legend`, `its description`. */
  readonly where: string;
}

/** From where the queries of each dashboard are asked. */
export type DashboardScopes = ReadonlyMap<Dashboard, Scope>;

export function dashboardScopes({ dashboards }: Model): DashboardScopes {
  return new Map(
    dashboards.map((dashboard) => [dashboard, { service: dashboard.service, variables: new Set(dashboard.variables.map(({ name }) => name)) }]),
  );
}

/** Every expression of a model: panels, variables and annotations of dashboards, alerts and records of rules. */
export function expressionUses(model: Model, scopes: DashboardScopes): readonly ExpressionUse[] {
  const places = new Map(model.services.map(({ service }) => [service.name, placeOf(service)]));
  return [
    ...[...scopes].flatMap(([dashboard, scope]) =>
      dashboardUses(dashboard, scope, dashboard.service === undefined ? undefined : places.get(dashboard.service)),
    ),
    ...ruleUses(model, places),
  ];
}

function dashboardUses(dashboard: Dashboard, scope: Scope, place: DefinitionPlace | undefined): readonly ExpressionUse[] {
  const use = (of: string, expression: Expression, reads: readonly LabelRead[]): ExpressionUse => {
    return { subject: `dashboard ${dashboard.uid} › ${of}`, expression, selectors: selectorsOf(expression), scope, reads, place };
  };
  return [
    ...dashboard.variables.map((variable) => use(`variable ${variable.name}`, variable.from, variableReads(variable))),
    ...dashboard.annotations.map((one) => use(`annotation ${one.name}`, one.expression, annotationReads(one))),
    ...dashboard.rows.flatMap(({ panels }) => panels).flatMap((panel) => panelUses(panel, use)),
  ];
}

function panelUses(panel: Panel, use: (of: string, expression: Expression, reads: readonly LabelRead[]) => ExpressionUse): readonly ExpressionUse[] {
  const ofPanel = linkReads(panel);
  return panel.queries.flatMap(({ expression, legend, exemplarsOf }) => [
    use(panel.title, expression, [...labelsIn(legend, LEGEND_LABEL, "its legend"), ...ofPanel]),
    ...(exemplarsOf === undefined ? [] : [use(panel.title, exemplarsOf, [])]),
  ]);
}

function linkReads({ links }: Panel): readonly LabelRead[] {
  return links
    .filter((link) => "set" in link)
    .flatMap(({ title, dashboard, set }) => {
      const labels = [...Object.values(set).map(({ label }) => label), ...(typeof dashboard === "string" ? [] : [dashboard.serviceIn])];
      return labels.map((label) => ({ label, where: `its link "${title}"` }));
    });
}

function variableReads({ valuesOf }: Variable): readonly LabelRead[] {
  return [{ label: valuesOf, where: "its values" }];
}

function annotationReads({ title, text }: Annotation): readonly LabelRead[] {
  return [...labelsIn(title, LEGEND_LABEL, "its title"), ...labelsIn(text, LEGEND_LABEL, "its text")];
}

function ruleUses({ ruleFiles }: Model, places: ReadonlyMap<string, DefinitionPlace | undefined>): readonly ExpressionUse[] {
  const scope = RULE_SCOPE;
  return ruleFiles.flatMap(({ service, groups }) => {
    const place = service === undefined ? undefined : places.get(service);
    return groups.flatMap(({ name, rules }) =>
      rules.map((rule): ExpressionUse => {
        const { expression } = rule;
        const subject = rule.kind === "alert" ? `alert ${rule.name}` : `record ${rule.record.name} of group ${name}`;
        return { subject, expression, selectors: selectorsOf(expression), scope, reads: rule.kind === "alert" ? alertReads(rule) : [], place };
      }),
    );
  });
}

function alertReads({ summary, description }: AlertingRule): readonly LabelRead[] {
  return [...labelsIn(summary, TEMPLATE_LABEL, "its summary"), ...labelsIn(description, TEMPLATE_LABEL, "its description")];
}

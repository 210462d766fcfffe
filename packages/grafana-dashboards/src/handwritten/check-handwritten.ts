import type { DefinitionPlace } from "@platform/metrics/define";
import type { ExpressionUse, LabelRead } from "../catalog/expression-uses.ts";
import { LEGEND_LABEL, labelsIn, TEMPLATE_LABEL } from "../catalog/labels-in.ts";
import { RULE_SCOPE, type Scope } from "../catalog/resolve-selector.ts";
import { createResolver } from "../catalog/resolver.ts";
import type { Problem } from "../model/model.ts";
import { alertmanagerProblems } from "./alertmanager-problems.ts";
import { coverageProblems } from "./coverage-problems.ts";
import { queryProblems } from "./query-problems.ts";
import { readAlertmanager } from "./read-alertmanager.ts";
import { readDashboard } from "./read-dashboard.ts";
import { readRules, type WrittenRule } from "./read-rules.ts";
import { ruleProblems } from "./rule-problems.ts";
import type { ParsedFile, SourceFile } from "./source-file.ts";
import { type KnownSeries, writtenCatalog } from "./written-catalog.ts";

export interface HandwrittenFiles {
  readonly rules: readonly SourceFile[];
  readonly dashboards: readonly SourceFile[];
  readonly alertmanager: readonly SourceFile[];
}

export interface HandwrittenOptions extends Partial<KnownSeries> {
  /** Pages that exist below the folder of runbooks, without extension. Left out where nobody looked: a link is enough then. */
  readonly runbooks?: ReadonlySet<string> | undefined;
}

/** A query that was found in a file, with all that its checks need. */
export interface Asked {
  readonly use: ExpressionUse;
  readonly selectors: ReadonlyMap<ExpressionUse["selectors"][number], number>;
  readonly isOpaque: boolean;
  /** Place of a character of the query. */
  readonly at: (character?: number) => DefinitionPlace;
  readonly rule?: WrittenRule;
}

interface Text {
  readonly subject: string;
  readonly text: string;
  readonly file: ParsedFile;
  readonly node: Parameters<ParsedFile["at"]>[0];
  readonly scope: Scope;
  readonly reads: readonly LabelRead[];
  readonly rule?: WrittenRule;
}

/**
 * Checks rules, dashboards and a configuration of Alertmanager that nobody generated, against what a platform defines or what running
 * programs expose: queries of what does not exist, matchers that nothing has, routes and inhibitions that no alert reaches.
 *
 * @returns problems by file and line
 */
export function checkHandwritten(files: HandwrittenFiles, options: HandwrittenOptions = {}): readonly Problem[] {
  const { model, expositions = [], targetLabels = [], runbooks } = options;
  const ruleFiles = files.rules.map(readRules);
  const rules = ruleFiles.flatMap((file) => file.rules);
  const dashboards = files.dashboards.map(readDashboard);
  const managers = files.alertmanager.map(readAlertmanager);
  const known = writtenCatalog({ model, expositions, targetLabels }, rules);
  const texts = [...rules.map(ruleText), ...dashboards.flatMap(dashboardTexts)];
  const asked: Asked[] = [];
  const unreadable: Problem[] = [];
  for (const { subject, text, file, node, scope, reads, rule } of texts) {
    const query = known.read(text);
    const at = (character?: number) => file.at(node, character);
    if ("message" in query) {
      unreadable.push({ check: "promql-valid", severity: "error", subject, message: query.message, place: at(query.at) });
      continue;
    }
    const use = { subject, expression: query.expression, selectors: [...query.selectors.keys()], scope, reads, place: at() };
    asked.push({ use, selectors: query.selectors, isOpaque: query.isOpaque, at, ...(rule && { rule }) });
  }
  const resolver = createResolver(known.catalog);
  const scrapeIntervalSeconds = model?.platform.prometheus.scrapeIntervalSeconds ?? 15;
  const problems = [
    ...[...ruleFiles, ...dashboards, ...managers].flatMap((file) => file.problems),
    ...unreadable,
    ...asked.flatMap((one) => queryProblems(one, resolver, known)),
    ...asked.flatMap((one) => (one.rule?.kind === "alert" ? ruleProblems(one, one.rule, { resolver, model, runbooks, scrapeIntervalSeconds }) : [])),
    ...managers.flatMap(({ config }) => (config === undefined ? [] : alertmanagerProblems(config, known.alerts))),
    ...(dashboards.length > 0 ? coverageProblems(asked, model) : []),
  ];
  const byKey = new Map(problems.map((problem) => [JSON.stringify([problem.check, problem.subject, problem.message]), problem]));
  return [...byKey.values()].toSorted(byPlace);
}

function ruleText(rule: WrittenRule): Text {
  const { kind, name, group, file, expression, annotations, labels } = rule;
  const subject = kind === "alert" ? `alert ${name}` : `record ${name} of group ${group}`;
  const read = (texts: WrittenRule["labels"], of: string) =>
    [...texts].flatMap(([key, { text }]) => labelsIn(text, TEMPLATE_LABEL, `its ${of} ${key}`));
  const reads = [...read(annotations, "annotation"), ...read(labels, "label")];
  return { subject, file, ...expression, scope: RULE_SCOPE, reads, rule };
}

function dashboardTexts({ queries, variables }: ReturnType<typeof readDashboard>): readonly Text[] {
  const scope: Scope = { variables };
  return queries.map(({ subject, file, node, text, legend, valuesOf }) => ({
    subject,
    file,
    node,
    text,
    scope,
    reads: [...labelsIn(legend, LEGEND_LABEL, "its legend"), ...(valuesOf === undefined ? [] : [{ label: valuesOf, where: "its list" }])],
  }));
}

function byPlace(one: Problem, other: Problem): number {
  const key = ({ place, subject }: Problem) => [place?.file ?? "", String(place?.line ?? 0).padStart(8, "0"), subject].join("\u0000");
  return key(one) < key(other) ? -1 : 1;
}

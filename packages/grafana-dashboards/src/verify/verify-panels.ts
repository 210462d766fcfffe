import { isOpen } from "@platform/metrics/define";
import { type Expression, labelsOf, print } from "@platform/promql";
import type { Catalog } from "../catalog/catalog.ts";
import type { Dashboard, Model, Panel, Query, Variable } from "../model/model.ts";
import { explainEmpty } from "./explain-empty.ts";
import { ANY, fillVariables, type VariableValues } from "./fill-variables.ts";
import type { PrometheusClient, QueryAnswer } from "./prometheus-client.ts";
import type { PanelResult, QueryResult } from "./verify-report.ts";

export interface AskOptions {
  readonly client: PrometheusClient;
  readonly catalog: Catalog;
  readonly nowSeconds: number;
  readonly windowSeconds: number;
  readonly stepSeconds: number;
}

/** A panel or a variable, ready to be asked for. */
export type PanelQuestion = () => Promise<PanelResult>;

/** One question for each variable and each panel that queries. */
export function panelQuestions(model: Model, options: AskOptions): readonly PanelQuestion[] {
  return model.dashboards.flatMap((dashboard) => {
    let values: Promise<VariableValues> | undefined;
    const chosen = () => {
      values ??= chosenValues(dashboard, model, options);
      return values;
    };
    const variables = dashboard.variables.map((variable) => () => verifyVariable(dashboard, variable, chosen, options));
    const panels = dashboard.rows.flatMap(({ panels }) => panels).filter(({ queries }) => queries.length > 0);
    return [...variables, ...panels.map((panel) => () => verifyPanel(dashboard, panel, chosen, options))];
  });
}

/** The first choice of every drop-down: the dashboard's service, everything, or else the first value that there is. */
async function chosenValues({ service, variables }: Dashboard, { platform }: Model, options: AskOptions): Promise<VariableValues> {
  const { windowSeconds, stepSeconds } = options;
  const { scrapeIntervalSeconds } = platform.prometheus;
  const values = new Map<string, string>();
  const filled = { variables: values, rangeSeconds: windowSeconds, stepSeconds, scrapeIntervalSeconds };
  for (const variable of variables) {
    values.set(variable.name, await firstChoice(variable, service, filled, options));
  }
  return filled;
}

async function firstChoice(variable: Variable, service: string | undefined, filled: VariableValues, options: AskOptions): Promise<string> {
  if (variable.name === "job" && service !== undefined) {
    return service;
  }
  const [first] = variable.all ? [] : await valuesOf(variable, filled, options);
  return first ?? ANY;
}

function valuesOf({ valuesOf: label, from }: Variable, filled: VariableValues, { client }: AskOptions): Promise<readonly string[]> {
  return client.labelValues(label, print(fillVariables(from, filled)));
}

async function verifyVariable(
  dashboard: Dashboard,
  variable: Variable,
  chosen: () => Promise<VariableValues>,
  options: AskOptions,
): Promise<PanelResult> {
  const filled = await chosen();
  const values = await valuesOf(variable, filled, options);
  const expression = fillVariables(variable.from, filled);
  const query = { query: print(expression), series: values.length };
  const why = values.length > 0 ? undefined : await explain(expression, options);
  return {
    dashboard: dashboard.uid,
    panel: `variable ${variable.name}`,
    status: why === undefined ? "data" : "empty",
    series: values.length,
    ...(why !== undefined && { why }),
    queries: [query],
  };
}

async function verifyPanel(dashboard: Dashboard, panel: Panel, chosen: () => Promise<VariableValues>, options: AskOptions): Promise<PanelResult> {
  const filled = await chosen();
  const queries: QueryResult[] = [];
  for (const query of panel.queries) {
    queries.push(await verifyQuery(query, filled, options));
  }
  const status = statusOf(panel, queries);
  const faults = queries.filter(({ mayBeEmpty }) => !mayBeEmpty || status === "may-be-empty");
  const [first, ...others] = new Set(faults.flatMap(({ error, why }) => error ?? why ?? []));
  const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
  const why = status === "may-be-empty" ? (panel.mayBeEmpty ?? first) : `${first}${more}`;
  return {
    dashboard: dashboard.uid,
    panel: panel.title,
    status,
    series: queries.reduce((sum, query) => sum + query.series, 0),
    ...(status !== "data" && why !== undefined && { why }),
    queries,
  };
}

/** A panel has data if each of its queries has, but for those that may be empty beside others. */
function statusOf({ mayBeEmpty }: Panel, queries: readonly QueryResult[]): PanelResult["status"] {
  if (queries.some(({ error }) => error !== undefined)) {
    return "error";
  }
  if (queries.every(({ series }) => series > 0)) {
    return "data";
  }
  if (mayBeEmpty !== undefined) {
    return "may-be-empty";
  }
  const isComplete = queries.every(({ series, mayBeEmpty: may }) => series > 0 || may);
  return !isComplete ? "empty" : queries.some(({ series }) => series > 0) ? "data" : "may-be-empty";
}

async function verifyQuery(
  { expression, instant, minStepSeconds = 0, mayBeEmpty }: Query,
  filled: VariableValues,
  options: AskOptions,
): Promise<QueryResult> {
  const { client, nowSeconds, windowSeconds } = options;
  const stepSeconds = Math.max(filled.stepSeconds, minStepSeconds);
  const sent = fillVariables(expression, { ...filled, stepSeconds });
  const query = print(sent);
  const range = { startSeconds: nowSeconds - Math.max(windowSeconds, stepSeconds), endSeconds: nowSeconds, stepSeconds };
  const answer = instant ? await client.instant(query, nowSeconds) : await client.range(query, range);
  if ("error" in answer) {
    return { query, series: 0, error: answer.error };
  }
  const lost = answer.series === 0 ? undefined : lostLabel(sent, answer.labels);
  if (lost !== undefined) {
    return { query, series: answer.numbers, error: `no series has the label "${lost}" of its definition` };
  }
  if (answer.numbers > 0) {
    return { query, series: answer.numbers };
  }
  if (mayBeEmpty !== undefined) {
    return { query, series: 0, mayBeEmpty: true, why: mayBeEmpty };
  }
  const why = answer.series > 0 ? "every value is NaN: nothing was counted" : await explain(sent, options);
  return { query, series: 0, why };
}

/**
 * A label that the answer would have if what is exposed were what is defined. Only the values of a closed domain are known never to be
 * empty, which for Prometheus is no label.
 */
function lostLabel(expression: Expression, labels: ReadonlySet<string>): string | undefined {
  return [...labelsOf(expression)].find(([label, domain]) => domain !== undefined && !isOpen(domain) && !labels.has(label))?.[0];
}

async function explain(expression: Expression, options: AskOptions): Promise<string> {
  const { client, catalog, nowSeconds, windowSeconds, stepSeconds } = options;
  const range = { startSeconds: nowSeconds - windowSeconds, endSeconds: nowSeconds, stepSeconds };
  const evaluate = (part: Expression): Promise<QueryAnswer> => client.range(print(part), range);
  return explainEmpty(expression, { evaluate, windowSeconds, writers: (name) => writersText(name, catalog) });
}

function writersText(name: string, catalog: Catalog): string {
  const sources = catalog.get(name)?.all ?? [];
  const [first] = sources;
  if (first === undefined) {
    return "nothing writes it";
  }
  const others = sources.length > 1 ? ` and ${sources.length - 1} more` : "";
  return first.kind === "record"
    ? `${first.by}${others} has not recorded it (every ${first.intervalSeconds} s)`
    : `${first.by}${others} does not expose it`;
}

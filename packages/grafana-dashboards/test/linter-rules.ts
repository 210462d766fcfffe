import type { DashboardJson, PanelJson, RowJson, TargetJson, VariableJson } from "../src/render/grafana-json.ts";

/** A panel as the linter sees it, rows included. */
type AnyPanel = PanelJson | RowJson;

interface Read {
  readonly dashboard: DashboardJson;
  readonly variables: readonly VariableJson[];
  readonly panels: readonly AnyPanel[];
  readonly targets: readonly { readonly panel: PanelJson; readonly index: number; readonly target: TargetJson }[];
}

/** Panel types that the linter looks at closely. */
const CLOSE = ["stat", "timeseries", "gauge", "singlestat", "graph", "table"];
const QUERIES = ["stat", "timeseries", "gauge", "singlestat", "state-timeline"];

/**
 * The rules of grafana/dashboard-linter, each as a function that returns what breaks it.
 *
 * @see https://github.com/grafana/dashboard-linter/blob/main/docs/index.md#rules
 */
export const LINTER_RULES: Readonly<Record<string, (read: Read) => readonly string[]>> = {
  "template-datasource-rule": ({ variables }) => {
    const [datasource, ...others] = variables.filter(({ type }) => type === "datasource");
    return datasource?.name === "datasource" && datasource.label === "Data source" && others.length === 0 ? [] : ["no single data source"];
  },
  "template-job-rule": ({ variables }) => templateProblems(variables, "job", "Job"),
  "template-instance-rule": ({ variables }) => templateProblems(variables, "instance", "Instance"),
  "template-label-promql-rule": ({ variables }) =>
    variables
      .filter((one) => one.type === "query" && !/^label_values\([a-zA-Z_:][a-zA-Z0-9_:]*\{.*\}, \w+\)$/.test(queryOf(one)))
      .map(({ name }) => name),
  "template-on-time-change-reload-rule": ({ variables }) =>
    variables.filter(({ type, refresh }) => type === "query" && refresh !== 2).map(({ name }) => name),
  "panel-datasource-rule": ({ panels }) =>
    panels.filter((panel) => panel.type !== "row" && panel.datasource?.uid !== "${datasource}").map(({ title }) => `${title}`),
  "panel-title-description-rule": ({ panels }) =>
    panels.filter((panel) => panel.type !== "row" && !(panel.title && (panel as PanelJson).description)).map(({ id }) => `${id}`),
  "panel-units-rule": ({ panels }) =>
    panels.filter((panel) => CLOSE.includes(panel.type) && !LINTED_UNITS.includes(unitOf(panel as PanelJson))).map(({ title }) => `${title}`),
  "panel-no-targets-rule": ({ panels }) =>
    panels.filter((panel) => CLOSE.includes(panel.type) && !(panel as PanelJson).targets?.length).map(({ title }) => `${title}`),
  "target-logql-rule": ({ targets }) => targets.filter(({ target }) => target.datasource.type === "loki").map(({ panel }) => `${panel.title}`),
  "target-logql-auto-rule": ({ targets }) => targets.filter(({ target }) => target.datasource.type === "loki").map(({ panel }) => `${panel.title}`),
  "target-promql-rule": ({ targets }) => targets.filter(({ target }) => target.expr === "").map(({ panel }) => `${panel.title}`),
  "target-rate-interval-rule": ({ targets }) =>
    targets
      .filter(({ panel, target }) => QUERIES.includes(panel.type) && /\birate\(|\brate\([^[]*\[(?!\$__rate_interval\])/.test(target.expr))
      .map(({ target }) => target.expr),
  "target-job-rule": ({ targets }) => targets.flatMap((one) => selectorsWithout(one, "job")),
  "target-instance-rule": ({ targets }) => targets.flatMap((one) => selectorsWithout(one, "instance")),
  "target-counter-agg-rule": ({ targets }) =>
    targets
      .filter(({ target }) => /(?<!(rate|irate|increase)\()\b\w+_total\b/.test(target.expr.replaceAll(/"[^"]*"/g, "")))
      .map(({ target }) => target.expr),
  "uneditable-dashboard": ({ dashboard }) => (dashboard.editable === false ? [] : ["editable"]),
};

export function readDashboard(dashboard: DashboardJson): Read {
  const panels = dashboard.panels.flatMap((panel): readonly AnyPanel[] => ("panels" in panel ? [panel, ...panel.panels] : [panel]));
  const targets = panels.flatMap((panel) =>
    panel.type === "row"
      ? []
      : ((panel as PanelJson).targets ?? []).map((target, index) => ({ panel: panel as PanelJson, index, target: target as unknown as TargetJson })),
  );
  return { dashboard, variables: dashboard.templating?.list ?? [], panels, targets };
}

function templateProblems(variables: readonly VariableJson[], name: string, label: string): readonly string[] {
  const variable = variables.find((one) => one.name === name);
  const fits =
    variable?.type === "query" &&
    variable.label === label &&
    variable.multi === true &&
    variable.allValue === ".+" &&
    variable.datasource?.uid === "${datasource}";
  return fits ? [] : [name];
}

function queryOf({ query }: VariableJson): string {
  return typeof query === "object" && query !== null ? String((query as { readonly query?: unknown }).query) : String(query);
}

/** The unit that the linter looks at: that of the last override with one, else the panel's. */
function unitOf({ fieldConfig }: PanelJson): string {
  const overrides = fieldConfig.overrides.flatMap(({ properties }) => properties.filter(({ id }) => id === "unit"));
  return String(overrides.at(-1)?.value ?? fieldConfig.defaults.unit ?? "");
}

/** `dashboard panel target selector` of each selector of a target that does not carry `label=~"$label"`. */
function selectorsWithout({ panel, index, target }: Read["targets"][number], label: string): readonly string[] {
  const selectors = target.expr.match(/[a-zA-Z_:][a-zA-Z0-9_:]*\{[^}]*\}/g) ?? [];
  return selectors.filter((selector) => !selector.includes(`${label}=~"$${label}"`)).map(() => `${panel.title} ${index}`);
}

/** Those of the linter's units that a unit of ours can become. */
const LINTED_UNITS = [
  ...["none", "short", "locale", "percentunit", "bytes", "binBps", "s", "cps", "reqps", "celsius"],
  ...["currencyUSD", "currencyGBP", "currencyEUR", "currencyJPY", "currencyCHF"],
];

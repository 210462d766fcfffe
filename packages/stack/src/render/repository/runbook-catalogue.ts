import { type Model, markdownCell, type OutputFile } from "@platform/grafana-dashboards";
import { type AlertingRule, SEVERITIES } from "@platform/promql";
import { pascalCase } from "@platform/slo";
import { GENERATED } from "./page-text.ts";

interface Entry {
  /** Path below the folder of runbooks, without extension. */
  readonly runbook: string;
  /** Name, or its common ending: `…FastBurn`. */
  readonly alert: string;
  readonly severity: AlertingRule["severity"];
}

/**
 * Every runbook with the alerts that lead to it.
 *
 * @param titles - of the pages that are written, by their path; others are called by their path
 * @returns `runbooks/README.md`
 */
export function renderRunbookCatalogue(model: Model, titles: ReadonlyMap<string, string>): OutputFile {
  const byPage = Map.groupBy(entriesOf(model), ({ runbook }) => runbook);
  const pages = [...byPage.keys()].toSorted();
  const sections = [...Map.groupBy(pages, (page) => page.split("/")[0] ?? "")];
  const text = [
    GENERATED,
    "",
    `# Runbooks of ${markdownCell(model.platform.title)}`,
    "",
    "What to do when an alert fires. `…FastBurn` stands for all alerts whose names end so.",
    ...sections.flatMap(([section, some]) => [
      "",
      `## ${titleOf(section)}`,
      "",
      "| Runbook | Alerts |",
      "| --- | --- |",
      ...some.map((page) => `| [${markdownCell(titles.get(page) ?? titleOf(page))}](${page}.md) | ${alertsText(byPage.get(page) ?? [])} |`),
    ]),
  ];
  return { path: "runbooks/README.md", content: `${text.join("\n")}\n` };
}

function entriesOf({ ruleFiles }: Model): readonly Entry[] {
  const rules = ruleFiles.flatMap(({ service = "", groups }) =>
    groups.flatMap((group) => group.rules.filter((rule) => rule.kind === "alert").map((rule) => ({ rule, ending: endingOf(rule, service) }))),
  );
  const kinds = Map.groupBy(rules, ({ rule, ending }) => JSON.stringify([rule.runbook, ending, rule.severity]));
  return [...kinds.values()].flatMap((some) => {
    const [first] = some;
    return first === undefined
      ? []
      : [{ runbook: first.rule.runbook, severity: first.rule.severity, alert: some.length === 1 ? first.rule.name : `…${first.ending}` }];
  });
}

/** What is left of a name without its job and its objective. */
function endingOf({ name, labels }: AlertingRule, service: string): string {
  return [service, labels.slo ?? ""].map(pascalCase).reduce((rest, prefix) => (rest.startsWith(prefix) ? rest.slice(prefix.length) : rest), name);
}

/** The worst first. */
function alertsText(entries: readonly Entry[]): string {
  return SEVERITIES.flatMap((severity) => {
    const names = entries.filter((entry) => entry.severity === severity).map(({ alert }) => `\`${alert}\``);
    return names.length === 0 ? [] : [`${severity}: ${[...new Set(names)].toSorted().join(", ")}`];
  }).join("; ");
}

function titleOf(path: string): string {
  const words = (path.split("/").at(-1) ?? "").replaceAll("-", " ");
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
}

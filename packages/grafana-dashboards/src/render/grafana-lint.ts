import { type Selector, selectorsOf, type TargetLabel } from "@platform/promql";
import type { Dashboard, Model, OutputFile } from "../model/model.ts";
import { plainText } from "./grafana-query.ts";
import { lazyFile } from "./lazy-file.ts";
import { renderYaml } from "./yaml.ts";

interface Exclusion {
  readonly dashboard: string;
  readonly panel: string;
  readonly targetIdx: string;
  readonly reason: string;
}

/** Rules of dashboard-linter that want a matcher on every selector. */
const RULES = { "target-job-rule": "job", "target-instance-rule": "instance" } as const satisfies Record<string, TargetLabel>;

/**
 * The exclusions of dashboard-linter: each query that reads a series without the label that the linter wants to see chosen,
 * with the reason. Everything else passes without.
 *
 * @see https://github.com/grafana/dashboard-linter/blob/main/docs/index.md#exclusions-and-warnings
 */
export function renderLintExclusions(model: Model): OutputFile {
  return lazyFile("dashboards/.lint", () => lintText(model));
}

function lintText({ dashboards }: Model): string {
  const queries = dashboards.flatMap(queriesOf);
  const exclusions = Object.entries(RULES).map(([rule, label]) => {
    const entries = queries.flatMap(({ place, selectors }) => {
      const strange = selectors.find((selector) => !isChosen(selector, label));
      return strange === undefined ? [] : [{ ...place, reason: reasonOf(strange) }];
    });
    return [rule, { reason: `A series that has no label "${label}" to choose, or that must be read whatever is chosen.`, entries }] as const;
  });
  return renderYaml({ exclusions: Object.fromEntries(exclusions.filter(([, { entries }]) => entries.length > 0)) });
}

interface PlacedQuery {
  readonly place: Omit<Exclusion, "reason">;
  readonly selectors: readonly Selector[];
}

/** Queries that read something that is not chosen by both labels; the others need no exclusion. */
function queriesOf({ title, rows }: Dashboard): readonly PlacedQuery[] {
  const labels = Object.values(RULES);
  return rows
    .flatMap((row) => row.panels)
    .flatMap((panel) =>
      panel.queries.flatMap(({ expression }, index) => {
        const selectors = selectorsOf(expression).filter((selector) => !labels.every((label) => isChosen(selector, label)));
        const place = { dashboard: plainText(title), panel: plainText(panel.title), targetIdx: String(index) };
        return selectors.length === 0 ? [] : [{ place, selectors }];
      }),
    );
}

function isChosen({ matchers }: Selector, label: TargetLabel): boolean {
  return matchers.some((matcher) => matcher.label === label && matcher.operator === "=~" && matcher.value === `$${label}`);
}

function reasonOf({ series }: Selector): string {
  if (series.name === "ALERTS") {
    return "Alerts carry the labels of their rule.";
  }
  return series.kind === "record" ? `${series.name} is recorded over all instances.` : "Reads other services than the chosen one.";
}

import type { DefinitionPlace } from "@platform/metrics/define";
import { catalogOf } from "../catalog/catalog.ts";
import { type DashboardScopes, dashboardScopes, type ExpressionUse, expressionUses } from "../catalog/expression-uses.ts";
import { createResolver, type Resolver } from "../catalog/resolver.ts";
import type { Model, Problem } from "../model/model.ts";
import { absentHeld } from "./absent-held.ts";
import { alertCompares } from "./alert-compares.ts";
import { alertNameUnique } from "./alert-name-unique.ts";
import { columnFilled } from "./column-filled.ts";
import { dashboardLinked } from "./dashboard-linked.ts";
import { groupSize } from "./group-size.ts";
import { labelClash } from "./label-clash.ts";
import { labelKept } from "./label-kept.ts";
import { matcherPossible } from "./matcher-possible.ts";
import { metricShape } from "./metric-shape.ts";
import { metricShown } from "./metric-shown.ts";
import { ownerReached } from "./owner-reached.ts";
import { panelAffordable } from "./panel-affordable.ts";
import { rangeLength } from "./range-length.ts";
import { recordLabels } from "./record-labels.ts";
import { recordUsed } from "./record-used.ts";
import { renameOver } from "./rename-over.ts";
import { runbookExists } from "./runbook-exists.ts";
import { runbookUsed } from "./runbook-used.ts";
import { secretPresent } from "./secret-present.ts";
import { seriesExists } from "./series-exists.ts";
import { sloAffordable } from "./slo-affordable.ts";
import { templateValid } from "./template-valid.ts";
import { windowKept } from "./window-kept.ts";

/** What a check may know besides the model. */
export interface CheckContext extends CheckOptions {
  /** Who writes which series. */
  readonly resolver: Resolver;
  /** Every dashboard of the model, with from where its queries are asked. */
  readonly scopes: DashboardScopes;
  /** Every expression of the model. */
  readonly uses: readonly ExpressionUse[];
}

export interface CheckOptions {
  /** Pages that exist, as rules name them: `services/service-down`. Left out where nobody looked: no page is asked for. */
  readonly runbooks?: ReadonlySet<string> | undefined;
  /** Names of the files in the folder of secrets. Left out where nobody looked: none is asked for. */
  readonly secrets?: ReadonlySet<string> | undefined;
  /** Day (UTC), `2027-01-31`. Left out: nothing is said to be over. */
  readonly today?: string | undefined;
}

/** What one check found; {@link checkModel} adds the name of the check. */
export interface Finding {
  readonly severity: Problem["severity"];
  readonly subject: string;
  readonly message: string;
  readonly place?: DefinitionPlace | undefined;
}

/** Looks for one kind of mistake that only definitions together can make. */
export type Check = (model: Model, context: CheckContext) => readonly Finding[];

/** By name: each has its file beside this one and its page `docs/checks/<name>.md`. */
export const checks: Readonly<Record<string, Check>> = {
  "absent-held": absentHeld,
  "alert-compares": alertCompares,
  "alert-name-unique": alertNameUnique,
  "column-filled": columnFilled,
  "dashboard-linked": dashboardLinked,
  "group-size": groupSize,
  "label-clash": labelClash,
  "label-kept": labelKept,
  "matcher-possible": matcherPossible,
  "metric-shape": metricShape,
  "metric-shown": metricShown,
  "owner-reached": ownerReached,
  "panel-affordable": panelAffordable,
  "range-length": rangeLength,
  "record-labels": recordLabels,
  "record-used": recordUsed,
  "rename-over": renameOver,
  "runbook-exists": runbookExists,
  "runbook-used": runbookUsed,
  "secret-present": secretPresent,
  "series-exists": seriesExists,
  "slo-affordable": sloAffordable,
  "template-valid": templateValid,
  "window-kept": windowKept,
};

/** All problems of a model, each once: errors first, then by what they are about. */
export function checkModel(model: Model, options: CheckOptions = {}): readonly Problem[] {
  const scopes = dashboardScopes(model);
  const context: CheckContext = { ...options, resolver: createResolver(catalogOf(model)), scopes, uses: expressionUses(model, scopes) };
  const problems = Object.entries(checks).flatMap(([check, find]) => find(model, context).map((finding) => problem(check, finding)));
  const byKey = new Map(problems.map((one) => [sortKey(one), one]));
  return [...byKey].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, one]) => one);
}

function problem(check: string, { severity, subject, message, place }: Finding): Problem {
  return { check, severity, subject, message, ...(place !== undefined && { place }) };
}

function sortKey({ severity, subject, check, message }: Problem): string {
  return [severity, subject, check, message].join("\u0000");
}

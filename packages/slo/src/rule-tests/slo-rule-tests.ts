import type { RuleTest } from "@platform/promql";
import { type SloContext, type SloRulesOptions, sloContexts } from "../rules/slo-context.ts";
import { budgetScenarios } from "./budget-scenarios.ts";
import { burnScenarios } from "./burn-scenarios.ts";
import { hasPartsOfItsOwn } from "./busy-part.ts";
import { calendarFreezeScenario } from "./calendar-scenario.ts";
import { missingDataScenarios } from "./missing-data-scenarios.ts";
import { recordTests } from "./record-tests.ts";
import { sampledBurnScenario, sampledFreezeScenario } from "./sampled-scenarios.ts";
import { type Scenario, sharedTests, testsOfScenarios } from "./scenario.ts";
import { readsNative, writtenSources } from "./slo-input.ts";

/**
 * Tests of every alert that `sloRules` makes, as data: that it stays quiet under its limit, fires in time, ends, and what
 * it does when data is missing; and of what is recorded. They hold for exactly those rules, and fail when one is changed.
 * SLOs over native histograms have tests of their own, since promtool of Prometheus 2.42 cannot read such series.
 */
export function sloRuleTests(options: SloRulesOptions): readonly RuleTest[] {
  const contexts = sloContexts(options);
  return [contexts.filter((context) => !readsNative(context)), contexts.filter(readsNative)].flatMap((some) => [
    ...testsOfScenarios(some.flatMap((context) => scenariosOf(context).map((scenario) => ({ ...scenario, title: titleOf(scenario) })))),
    ...sharedTests(some.flatMap(recordTests)),
  ]);
}

/** A composite of slices is given what is recorded of them, which in the tests of its parts the rules make themselves. */
function titleOf({ title, context: { slo } }: Scenario): string {
  return slo.sli.kind === "composite" && slo.sli.parts.some((part) => part.slo.sli.kind === "time-slice") ? `${title}: ${slo.name}` : title;
}

function scenariosOf(context: SloContext): readonly Scenario[] {
  const { slo } = context;
  const kinds = writtenSources(context).map(({ kind }) => kind);
  const missing = missingDataScenarios(context);
  if (!hasPartsOfItsOwn(context)) {
    return missing;
  }
  if (slo.sli.kind === "time-slice") {
    // A week has too few slices that are tiles of their own to tell one part of its budget from another.
    const freeze = slo.calendar === undefined ? [sampledFreezeScenario(context)] : [];
    return [...slo.tiers.map((tier) => sampledBurnScenario(context, tier)), ...freeze, ...missing];
  }
  if (kinds.every((kind) => kind === "sampled")) {
    const freeze = slo.calendar === undefined ? sampledFreezeScenario(context) : calendarFreezeScenario(context);
    return [...slo.tiers.map((tier) => sampledBurnScenario(context, tier)), freeze, ...missing];
  }
  return [...slo.tiers.flatMap((tier) => burnScenarios(context, tier)), ...budgetScenarios(context), ...missing];
}

import type { RuleTest } from "@platform/promql";
import { type SloContext, type SloRulesOptions, sloContexts } from "../rules/slo-context.ts";
import { budgetScenarios } from "./budget-scenarios.ts";
import { burnScenarios } from "./burn-scenarios.ts";
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
    ...testsOfScenarios(some.flatMap(scenariosOf)),
    ...sharedTests(some.flatMap(recordTests)),
  ]);
}

function scenariosOf(context: SloContext): readonly Scenario[] {
  const { slo } = context;
  const kinds = writtenSources(context).map(({ kind }) => kind);
  const missing = missingDataScenarios(context);
  if (slo.sli.kind === "time-slice" || kinds.every((kind) => kind === "sampled")) {
    return [...slo.tiers.map((tier) => sampledBurnScenario(context, tier)), sampledFreezeScenario(context), ...missing];
  }
  // What mixes counters with samples has no rate of events of its own.
  return kinds.includes("sampled")
    ? missing
    : [...slo.tiers.flatMap((tier) => burnScenarios(context, tier)), ...budgetScenarios(context), ...missing];
}

import type { RuleTest } from "@platform/promql";
import { type AlertOfLevel, type AlertSubject, alertsOfLevels } from "../rules/alert-rules.ts";
import { absentScenarios, dataMissingScenarios } from "./absence-scenarios.ts";
import { fillingScenarios } from "./filling-scenarios.ts";
import { limitScenarios } from "./limit-scenarios.ts";
import { type Scenario, testOf } from "./scenario.ts";
import { alwaysScenarios, downScenarios, instanceDownScenarios, targetDownScenarios } from "./target-scenarios.ts";

/**
 * Tests of every alert of a job, as data: that it stays quiet when it should, fires in time, ends, and what it does when data is
 * missing. They hold for exactly the rules of {@link alertRules}, and fail when one of these is changed.
 */
export function alertRuleTests(subject: AlertSubject): readonly RuleTest[] {
  return alertsOfLevels(subject).flatMap((one) => scenariosOf(one, subject.job).map((scenario) => testOf(one.rule.name, scenario)));
}

function scenariosOf(one: AlertOfLevel, job: string): readonly Scenario[] {
  const { condition } = one.definition;
  switch (condition.kind) {
    case "above":
    case "below":
      return limitScenarios({ ...one, signal: condition.signal, direction: condition.kind, limit: one.level.limit ?? 0 });
    case "absent":
      return absentScenarios(one.rule, condition.of);
    case "filling":
      return fillingScenarios(one.rule, condition);
    case "data-missing":
      return dataMissingScenarios(one.rule, condition.of, job);
    case "down":
      return downScenarios(one.rule, job);
    case "instance-down":
      return instanceDownScenarios(one.rule, job);
    case "target-down":
      return targetDownScenarios(one.rule, job);
    case "always":
      return alwaysScenarios(one.rule);
  }
}

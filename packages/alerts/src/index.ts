export type { AlertDefinition, AlertText, Condition, Filling, Guard, Level, LimitOptions, Limits } from "./definition/alert-definition.ts";
export {
  alertAbove,
  alertAbsent,
  alertAlways,
  alertBelow,
  alertDataMissing,
  alertDown,
  alertFilling,
  whileAbove,
  whileBelow,
} from "./definition/alerts.ts";
export { type Escalation, escalations, PRIORITIES, type Priority, priorityOf, type SeverityPolicy, severities } from "./definition/severity.ts";
export { alertRuleTests } from "./rule-tests/alert-rule-tests.ts";
export { type AlertDefinitions, type AlertSubject, alertRules, checkAlertNames } from "./rules/alert-rules.ts";
export { selectorsOfAlert } from "./rules/condition-expression.ts";
export { limitText } from "./rules/limit-text.ts";
export { mapSelectors, type Per, type Signal, windowOf } from "./signal/signal.ts";
export { selectorsOfSignal, signalExpression } from "./signal/signal-expression.ts";
export {
  ageOf,
  comparedWithBefore,
  countOf,
  differenceOf,
  increaseOf,
  levelOf,
  meanOf,
  quantileOf,
  rateOf,
  ratioOf,
  restOf,
  shareOf,
  spreadOf,
  sumOf,
  sumRateOf,
  timeUntil,
} from "./signal/signals.ts";

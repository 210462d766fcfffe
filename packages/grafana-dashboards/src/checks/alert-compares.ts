import { type Expression, walk } from "@platform/promql";
import type { Check } from "./checks.ts";

const COMPARISONS: readonly string[] = ["==", "!=", ">", "<", ">=", "<="];

/** An alert without a condition fires as long as its series exists. */
export const alertCompares: Check = ({ ruleFiles }) =>
  ruleFiles
    .flatMap(({ groups }) => groups.flatMap(({ rules }) => rules))
    .filter((rule) => rule.kind === "alert")
    .filter(({ expression }) => !hasCondition(expression))
    .map(({ name }) => ({
      severity: "error",
      subject: `alert ${name}`,
      message: "Its expression compares nothing: it fires as long as there is a series.",
    }));

/** Whether an expression is empty as long as nothing is wrong. */
export function hasCondition(expression: Expression): boolean {
  return walk(expression).some(
    (node) =>
      (node.node === "binary" && COMPARISONS.includes(node.operator) && node.bool !== true) ||
      (node.node === "call" && (node.function === "absent" || node.function === "absent_over_time")),
  );
}

import { isOpen } from "@platform/metrics/define";
import { type Expression, type InstantVector, selectorsOf, walk } from "@platform/promql";
import type { ExpressionUse } from "../catalog/expression-uses.ts";
import type { Resolver } from "../catalog/resolver.ts";
import type { Model } from "../model/model.ts";
import type { WrittenRule } from "./read-rules.ts";

const COMPARISONS: readonly string[] = [">", ">=", "<", "<="];

/** What names an alert on a budget, where its threshold is a plain number. */
const BUDGET_WORDS = /burn|budget|slo(?![a-z])/i;

/**
 * Why an alert measures several services against one budget although they promise different things; undefined if it does not.
 * A budget is written as `14.4 * 0.001` or `14.4 * (1 - 0.999)`, or is any number in an alert that is named after one.
 */
export function sharedBudget(use: ExpressionUse, rule: WrittenRule, resolver: Resolver, { services }: Model): string | undefined {
  const isNamedSo = BUDGET_WORDS.test(rule.name) || rule.labels.has("slo");
  const comparison = (walk(use.expression) as readonly Expression[]).find(
    (node) =>
      node.node === "binary" && COMPARISONS.includes(node.operator) && (isBudget(node.right) || (isNamedSo && constantOf(node.right) !== undefined)),
  );
  if (comparison?.node !== "binary") {
    return undefined;
  }
  const jobs = new Set(selectorsOf(comparison.left).flatMap((selector) => resolver.resolve(selector, use.scope).sources.flatMap(jobsOf)));
  const compared = services.filter(({ service }) => jobs.has(service.name) && service.slos.length > 0);
  const promises = new Set(compared.map(({ service }) => service.slos.map(({ objective }) => objective).join()));
  if (promises.size < 2) {
    return undefined;
  }
  const each = compared.map(
    ({ service }) => `${service.name} ${service.slos.map(({ name, objective }) => `${name} ${percent(objective)}`).join(", ")}`,
  );
  const kept = resolver.labels(comparison.left as InstantVector, use.scope).has("job") ? "each of" : "the sum of";
  return `One budget stands for ${kept} ${compared.length} services that promise different things (${each.slice(0, 4).join("; ")}${each.length > 4 ? "; …" : ""}).`;
}

function jobsOf({ labels }: { readonly labels: ReadonlyMap<string, unknown> }): readonly string[] {
  const jobs = labels.get("job") as Parameters<typeof isOpen>[0] | undefined;
  return jobs === undefined || isOpen(jobs) ? [] : jobs;
}

/** A product of a number and a share below one half: a burn rate of a budget. */
function isBudget(side: Expression): boolean {
  if (side.node !== "binary" || side.operator !== "*") {
    return false;
  }
  const factors = [constantOf(side.left), constantOf(side.right)].filter((value) => value !== undefined);
  return factors.length === 2 && factors.some((value) => value > 0 && value < 0.5) && factors.some((value) => value >= 1);
}

/** The value of an expression of numbers alone. */
function constantOf(side: Expression): number | undefined {
  switch (side.node) {
    case "number":
      return side.value;
    case "binary": {
      const [left, right] = [constantOf(side.left), constantOf(side.right)];
      if (left === undefined || right === undefined) {
        return undefined;
      }
      return side.operator === "*" ? left * right : side.operator === "-" ? left - right : side.operator === "/" ? left / right : undefined;
    }
    default:
      return undefined;
  }
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(6))} %`;
}

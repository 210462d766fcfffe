import { type AlertingRule, type Expression, print, printDuration, type RecordingRule } from "@platform/promql";

/** A rule that is wrong in one place. */
export interface Mutant {
  /** What was changed: `window 1h → 5m`. */
  readonly change: string;
  readonly rule: AlertingRule;
}

type Node = Expression | Extract<Expression, { node: "call" }>["args"][number];
type Change = readonly [string, Node];

const WINDOWS = ["5m", "30m", "1h", "6h", "1d", "3d"];
const RANGES = [300, 3600, 2 * 3600, 6 * 3600, 86_400, 3 * 86_400, 30 * 86_400];
const COMPARISONS: Readonly<Record<string, readonly string[]>> = {
  ">": ["<", ">="],
  ">=": ["<"],
  "<": [">", "<="],
  "==": ["!="],
  and: ["or", "unless"],
  or: ["and", "unless"],
  unless: ["and", "or"],
};

/** Every expression that differs from one in one place. */
export function mutantsOfExpression<E extends RecordingRule["expression"]>(
  expression: E,
): readonly { readonly change: string; readonly expression: E }[] {
  return changes(expression)
    .map(([change, mutant]) => ({ change, expression: mutant as E }))
    .filter((mutant) => print(mutant.expression) !== print(expression));
}

/** Every rule that differs from a rule in one window, number, operator, operand, matcher, label or time. */
export function mutantsOf(rule: AlertingRule): readonly Mutant[] {
  const ofExpression = mutantsOfExpression(rule.expression).map(({ change, expression }) => ({ change, rule: { ...rule, expression } }));
  const { slo: _slo, ...labels } = rule.labels;
  return [
    ...ofExpression,
    ...Object.keys(labels).map((label) => ({
      change: `without label ${label}`,
      rule: { ...rule, labels: Object.fromEntries(Object.entries(rule.labels).filter(([name]) => name !== label)) },
    })),
    { change: "severity info", rule: { ...rule, severity: "info" } },
    { change: "for", rule: { ...rule, forSeconds: rule.forSeconds === 0 ? 3 * 3600 : 0 } },
    ...(rule.forSeconds > 0 ? [{ change: "for 2 times", rule: { ...rule, forSeconds: 2 * rule.forSeconds } }] : []),
    ...(rule.keepFiringForSeconds > 0 ? [{ change: "keep_firing_for 0", rule: { ...rule, keepFiringForSeconds: 0 } }] : []),
    { change: "keep_firing_for 10 times", rule: { ...rule, keepFiringForSeconds: 10 * (rule.keepFiringForSeconds + 360) } },
  ];
}

function changes(node: Node): readonly Change[] {
  return [...ownChanges(node), ...childChanges(node)];
}

function childChanges(node: Node): readonly Change[] {
  switch (node.node) {
    case "binary":
      return [
        ...changes(node.left).map(([what, left]) => [what, { ...node, left }] as Change),
        ...changes(node.right).map(([what, right]) => [what, { ...node, right }] as Change),
      ];
    case "range":
    case "aggregation":
    case "negation":
    case "subquery":
      return changes(node.of).map(([what, of]) => [what, { ...node, of }] as Change);
    case "call":
    case "scalar-call":
      return (node.args as readonly Node[]).flatMap((arg, index) =>
        changes(arg).map(([what, changed]) => [what, { ...node, args: (node.args as readonly Node[]).with(index, changed) } as Node] as const),
      );
    default:
      return [];
  }
}

function ownChanges(node: Node): readonly Change[] {
  switch (node.node) {
    case "number":
      return [0.5, 2].map((times) => [`${node.value} → ${node.value * times}`, { ...node, value: node.value * times }]);
    case "range":
      return RANGES.filter((range) => range !== node.range).map((range) => [
        `[${printDuration(node.range)}] → [${printDuration(range)}]`,
        { ...node, range },
      ]);
    case "selector":
      return node.matchers.flatMap((matcher, index): readonly Change[] => [
        [`${node.series.name} without ${matcher.label}`, { ...node, matchers: node.matchers.toSpliced(index, 1) }],
        ...(matcher.label === "window" ? WINDOWS : [])
          .filter((window) => window !== matcher.value)
          .map(
            (window): Change => [
              `window ${matcher.value} → ${window}`,
              { ...node, matchers: node.matchers.with(index, { ...matcher, value: window }) },
            ],
          ),
      ]);
    case "binary":
      return [
        ...(COMPARISONS[node.operator] ?? []).map((operator): Change => [`${node.operator} → ${operator}`, { ...node, operator } as Node]),
        ...(["and", "or", "unless"].includes(node.operator)
          ? ([
              [`${node.operator}: left only`, node.left],
              ...(node.operator === "unless" ? [] : [[`${node.operator}: right only`, node.right] as const]),
            ] as const)
          : []),
      ];
    case "aggregation":
      return node.operator === "max" ? [["max → min", { ...node, operator: "min" }]] : [];
    default:
      return [];
  }
}

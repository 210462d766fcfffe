import { binary, call, type InstantVector, type RecordingRule, type RuleGroup, type RuleTest, type ValueExpectation } from "@platform/promql";
import { mutantsOfExpression } from "./mutants.ts";
import { neededRules, readsRule } from "./needed-rules.ts";
import { renderRuleTests } from "./render-rule-tests.ts";
import { renderRules } from "./render-rules.ts";
import { promtool } from "./run-promtool.ts";

/** Changes that no test noticed, by the name of a record, and how many there were in all. */
export interface RecordSurvivors {
  readonly changes: number;
  readonly survivors: Readonly<Record<string, readonly string[]>>;
}

interface RecordMutant {
  readonly rule: RecordingRule;
  readonly change: string;
  readonly expression: InstantVector;
}

/** The rule itself stands among its mutants: what a test expects of it must hold in this form too. */
const UNCHANGED = "none";

/**
 * A test asks for the value of a record. Here it asks for what a changed expression would have recorded at that time, of the same
 * series and the same other records: a run of the rules then judges every change of every record at once.
 */
export async function recordSurvivors(groups: readonly RuleGroup[], tests: readonly RuleTest[]): Promise<RecordSurvivors> {
  const records = groups.flatMap(({ rules }) => rules.filter((rule) => rule.kind === "recording"));
  const mutants = records.flatMap((rule): readonly RecordMutant[] => {
    const expression = rule.expression as InstantVector;
    return [{ rule, change: UNCHANGED, expression }, ...mutantsOfExpression(expression).map((mutant) => ({ rule, ...mutant }))];
  });
  const killed = new Set<number>();
  for (const one of tests) {
    const asked = (one.values ?? []).flatMap((value) => mutants.flatMap((mutant, index) => askFor(mutant, index, value)));
    if (asked.length > 0) {
      const needed = neededRules(groups, (rule) => asked.some(({ expression }) => readsRule(expression, rule)));
      const files = {
        "rules.json": renderRules(needed),
        "test.json": renderRuleTests([{ ...one, expectations: [], values: asked }], "rules.json", needed),
      };
      const { output } = await promtool(files, ["test", "rules", "test.json"]);
      for (const [, index] of output.matchAll(/^\s+expr: .*?\\"mutant\\", \\"(\d+)\\"/gm)) {
        killed.add(Number(index));
      }
    }
  }
  const alive = mutants.filter((_, index) => !killed.has(index));
  const unchanged = alive.filter(({ change }) => change === UNCHANGED);
  if (unchanged.length < records.length) {
    throw new Error("A test asks for another value than that of the rule itself.");
  }
  const survivors = Object.groupBy(
    alive.filter(({ change }) => change !== UNCHANGED),
    ({ rule }) => `${rule.record.name} ${rule.labels.window ?? ""}`.trim(),
  );
  return {
    changes: mutants.length - records.length,
    survivors: Object.fromEntries(Object.entries(survivors).map(([name, some = []]) => [name, some.map(({ change }) => change)])),
  };
}

/**
 * With the labels that the rule would have given it, and one that tells whose value is wrong; of several series that one alone which the test asks for by
 * a label of its own.
 */
function askFor({ rule, expression }: RecordMutant, index: number, value: ValueExpectation): readonly ValueExpectation[] {
  if (!readsRule(value.expression, rule)) {
    return [];
  }
  const labels = { ...rule.labels, mutant: String(index) };
  const labelled = Object.entries(labels).reduce<InstantVector>(
    (of, [label, text]) => call("label_replace", of, label, text, label, ".*"),
    expression,
  );
  const asked = Object.entries(value.labels).filter(([label]) => rule.labels[label] === undefined);
  const wanted = asked.reduce<InstantVector>(
    (of, [label, text]) =>
      binary(of, "and", call("label_replace", call("vector", 1), label, text, "", ""), { matching: { kind: "on", labels: [label] } }),
    labelled,
  );
  return [{ ...value, expression: wanted, labels: { ...value.labels, ...labels } }];
}

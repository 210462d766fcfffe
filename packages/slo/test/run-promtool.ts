import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Expression, type InputSeries, print, type RuleGroup, type RuleTest } from "@platform/promql";
import { neededRules, readsRule } from "./needed-rules.ts";
import { renderRuleTests, renderRun, renderSeries } from "./render-rule-tests.ts";
import { renderRules } from "./render-rules.ts";

/** Files by name. */
type Files = Readonly<Record<string, string>>;

/**
 * Runs `promtool test rules` on tests, each with the rules that it asks for and those that these need: promtool evaluates whatever
 * it is given, and what none of these reads cannot change their result.
 *
 * @returns what promtool found wrong; empty if all passed
 */
export async function runRuleTests(groups: readonly RuleGroup[], tests: readonly RuleTest[]): Promise<string> {
  const files = tests.flatMap((test, index): readonly (readonly [string, string])[] => {
    const needed = neededRules(groups, (rule) =>
      rule.kind === "alert"
        ? test.expectations.some(({ alert }) => alert.name === rule.name)
        : (test.values ?? []).some(({ expression }) => readsRule(expression, rule)),
    );
    return [
      [`rules-${index}.json`, renderRules(needed)],
      [`test-${index}.json`, renderRuleTests([test], `rules-${index}.json`, needed)],
    ];
  });
  const { code, output } = await promtool(Object.fromEntries(files), ["test", "rules", ...tests.map((_, index) => `test-${index}.json`)]);
  return code === 0 ? "" : output.replaceAll(/^Unit Testing:.*|^ *SUCCESS$|^\s*$/gm, "").replaceAll(/\n+/g, "\n");
}

/** What `promtool check rules` says; empty if it accepts the groups. */
export async function checkRules(groups: readonly RuleGroup[]): Promise<string> {
  const { code, output } = await promtool({ "rules.json": renderRules(groups) }, ["check", "rules", "rules.json"]);
  return code === 0 && output.includes("SUCCESS") ? "" : output;
}

export interface Question {
  readonly expression: Expression;
  readonly atSeconds: number;
}

export interface Evaluation {
  readonly groups: readonly RuleGroup[];
  readonly input: readonly InputSeries[];
  readonly sampleSeconds: number;
  readonly evaluationSeconds: number;
}

/**
 * Evaluates rules on series with promtool's engine, then asks questions. promtool only tells a value that it did not
 * expect, so that each question expects one that cannot be.
 *
 * @returns for each question the values by their labels, as promtool writes these
 */
export async function evaluate(
  { groups, input, sampleSeconds, evaluationSeconds }: Evaluation,
  questions: readonly Question[],
): Promise<readonly ReadonlyMap<string, number>[]> {
  const test = {
    rule_files: ["rules.json"],
    evaluation_interval: `${evaluationSeconds}s`,
    group_eval_order: groups.map(({ name }) => name),
    tests: [
      {
        interval: `${sampleSeconds}s`,
        input_series: input.map((series) => ({ series: renderSeries(series), values: series.samples.map(renderRun).join(" ") })),
        promql_expr_test: questions.map(({ expression, atSeconds }) => ({
          expr: print(expression),
          eval_time: `${atSeconds}s`,
          exp_samples: [{ labels: "never", value: 0 }],
        })),
      },
    ],
  };
  const { output } = await promtool({ "rules.json": renderRules(groups), "test.json": JSON.stringify(test) }, ["test", "rules", "test.json"]);
  const answers = [...output.matchAll(/^\s+got: ?(.*)$/gm)].map((match) => samplesOf(match[1] ?? ""));
  if (answers.length !== questions.length) {
    throw new Error(`promtool answered ${answers.length} of ${questions.length} questions: ${output.slice(0, 4000)}`);
  }
  return answers;
}

/** `{job="a"} 1E+00, {job="b"} 2E+00`, or `nil`. */
function samplesOf(text: string): ReadonlyMap<string, number> {
  return new Map(
    [...text.matchAll(/(\{(?:[^"}]|"(?:[^"\\]|\\.)*")*\}) ([^\s,]+)/g)].map(([, labels, value]) => [labels ?? "", toNumber(value ?? "")]),
  );
}

function toNumber(text: string): number {
  return text.endsWith("Inf") ? (text.startsWith("-") ? -Infinity : Infinity) : Number(text);
}

/** Runs promtool in a folder of its own that holds the files. */
export async function promtool(files: Files, args: readonly string[]): Promise<PromtoolResult> {
  const folder = await mkdtemp(join(tmpdir(), "slo-promtool-"));
  try {
    await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text)));
    return await promtoolIn(folder, args);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Whether promtool takes native histograms as samples; that of Prometheus 2.42 does not. */
export async function readsNativeHistograms(): Promise<boolean> {
  const tests = [{ interval: "15s", input_series: [{ series: "a", values: "{{schema:0 count:1 buckets:[1]}}" }] }];
  const files = { "rules.json": renderRules([]), "test.json": JSON.stringify({ rule_files: ["rules.json"], evaluation_interval: "15s", tests }) };
  return (await promtool(files, ["test", "rules", "test.json"])).code === 0;
}

export interface PromtoolResult {
  readonly code: number;
  readonly output: string;
}

/** promtool spends half its time collecting what a test leaves behind, in steps that are small beside the memory of any machine. */
const RARE_COLLECTION = { GOGC: "400" };

/** The one that stands in the path, or that of another Prometheus. */
const { PROMTOOL = "promtool" } = process.env;

/** Runs promtool in a folder. One that cannot be started has code 1, and the reason as its output. */
export function promtoolIn(folder: string, args: readonly string[]): Promise<PromtoolResult> {
  return new Promise((resolve) => {
    execFile(PROMTOOL, args, { cwd: folder, maxBuffer: 64 << 20, env: { ...process.env, ...RARE_COLLECTION } }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : 1, output: `${stdout}${stderr}${error?.code === "ENOENT" ? error.message : ""}` });
    });
  });
}

import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { parse } from "yaml";

const run = promisify(execFile);

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>;
  readonly runs: { readonly steps: readonly Step[] };
}

interface Step {
  readonly id?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly run?: string;
}

export interface ActionOptions {
  /** Folder of the repository that uses the action. */
  readonly cwd: string;
  readonly inputs?: Readonly<Record<string, string>>;
  /** What its steps that use other actions put out, as `<id>.<name>`. */
  readonly outputs?: Readonly<Record<string, string>>;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Runs the shell steps of a composite action as GitHub would; its steps that use other actions are left out.
 *
 * @returns what they print, and then what they write for the page of the run
 * @throws Error of a step that fails, with its output; for an input that the action does not have, or an expression beyond inputs and outputs
 */
export async function runAction(file: string, { cwd, inputs = {}, outputs = {}, env }: ActionOptions): Promise<string> {
  const action = parse(readFileSync(file, "utf8")) as Action;
  const unknown = Object.keys(inputs).find((name) => !(name in action.inputs));
  if (unknown !== undefined) {
    throw new Error(`${file} has no input "${unknown}".`);
  }
  const filled = (text: string) =>
    text.replaceAll(/\$\{\{(.*?)\}\}/g, (whole, expression: string) => {
      const {
        input = "",
        step = "",
        output = "",
      } = /^ (?:inputs\.(?<input>[\w-]+)|steps\.(?<step>[\w-]+)\.outputs\.(?<output>[\w-]+)) $/.exec(expression)?.groups ?? {};
      const isStep = action.runs.steps.some(({ id, run: own }) => id === step && own === undefined);
      const value = isStep ? outputs[`${step}.${output}`] : (inputs[input] ?? action.inputs[input]?.default);
      if (value === undefined) {
        throw new Error(`${file} asks for ${whole}, which is neither an input nor the output of a step.`);
      }
      return value;
    });
  const temporary = mkdtempSync(join(tmpdir(), "runner-"));
  const summary = join(temporary, "summary");
  const steps = action.runs.steps.filter((step) => step.run !== undefined);
  try {
    let output = "";
    for (const step of steps) {
      const own = Object.fromEntries(Object.entries(step.env ?? {}).map(([name, value]) => [name, filled(value)]));
      const shell = ["--noprofile", "--norc", "-eo", "pipefail", "-c", step.run ?? ""];
      const { stdout } = await run("bash", shell, {
        cwd,
        env: { ...env, RUNNER_TEMP: temporary, GITHUB_STEP_SUMMARY: summary, ...own },
        maxBuffer: 1e8,
      });
      output += stdout;
    }
    return existsSync(summary) ? output + readFileSync(summary, "utf8") : output;
  } finally {
    rmSync(temporary, { recursive: true });
  }
}

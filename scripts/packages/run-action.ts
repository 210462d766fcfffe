import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
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
  readonly env?: Readonly<Record<string, string>>;
  readonly run?: string;
}

export interface ActionOptions {
  /** Folder of the repository that uses the action. */
  readonly cwd: string;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Runs the shell steps of a composite action as GitHub would; its steps that use other actions are left out.
 *
 * @returns what they print
 * @throws Error of a step that fails, with its output; for an input that the action does not have, or an expression beyond inputs
 */
export async function runAction(file: string, { cwd, inputs = {}, env }: ActionOptions): Promise<string> {
  const action = parse(readFileSync(file, "utf8")) as Action;
  const unknown = Object.keys(inputs).find((name) => !(name in action.inputs));
  if (unknown !== undefined) {
    throw new Error(`${file} has no input "${unknown}".`);
  }
  const filled = (text: string) =>
    text.replaceAll(/\$\{\{(.*?)\}\}/g, (whole, expression: string) => {
      const name = /^ inputs\.([\w-]+) $/.exec(expression)?.[1];
      const value = name === undefined ? undefined : (inputs[name] ?? action.inputs[name]?.default);
      if (value === undefined) {
        throw new Error(`${file} asks for ${whole}, which is no input.`);
      }
      return value;
    });
  const temporary = mkdtempSync(join(tmpdir(), "runner-"));
  const steps = action.runs.steps.filter((step) => step.run !== undefined);
  try {
    let output = "";
    for (const step of steps) {
      const own = Object.fromEntries(Object.entries(step.env ?? {}).map(([name, value]) => [name, filled(value)]));
      const shell = ["--noprofile", "--norc", "-eo", "pipefail", "-c", step.run ?? ""];
      const { stdout } = await run("bash", shell, { cwd, env: { ...env, RUNNER_TEMP: temporary, ...own }, maxBuffer: 1e8 });
      output += stdout;
    }
    return output;
  } finally {
    rmSync(temporary, { recursive: true });
  }
}

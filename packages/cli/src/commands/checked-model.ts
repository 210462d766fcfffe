import { buildModel, type CheckOptions, checkModel, type Model, type Problem } from "@platform/grafana-dashboards";
import type { PlatformDefinition } from "@platform/grafana-dashboards/define";
import { loadPlatform } from "../config/load-platform.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";
import { printProblems } from "../terminal/print-problems.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** What every command that starts from a configuration takes. */
export interface ModelOptions {
  readonly config: string;
  readonly json?: true;
}

export interface CheckedModel {
  readonly model: Model;
  readonly problems: readonly Problem[];
  readonly isSound: boolean;
}

/**
 * Evaluates a configuration, builds its model and checks it.
 *
 * @param checkOptions - read once the configuration is known to be sound, so that its own errors come first
 */
export async function checkedModel({ config }: ModelOptions, checkOptions: () => CheckOptions = () => ({})): Promise<CheckedModel> {
  return checkedPlatform(await loadPlatform(config), checkOptions);
}

/** As {@link checkedModel}, of a platform that is at hand. */
export function checkedPlatform(platform: PlatformDefinition, checkOptions: () => CheckOptions = () => ({})): CheckedModel {
  const model = buildModel(platform);
  const problems = checkModel(model, checkOptions());
  return { model, problems, isSound: problems.every(({ severity }) => severity !== "error") };
}

/** Says what is wrong with a model, and that for this reason nothing was done. */
export function refuse({ problems }: CheckedModel, { json }: ModelOptions, undone: "written" | "changed", terminal: Terminal): ExitCode {
  printProblems(problems, terminal.err, terminal);
  terminal.err.line(`Nothing was ${undone}.`);
  if (json) {
    terminal.out.line(JSON.stringify({ ok: false, problems }, null, 2));
  }
  return exitCode.findings;
}

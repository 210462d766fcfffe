import { buildModel, type CheckOptions, checkModel, type Model, type Problem } from "@platform/grafana-dashboards";
import type { PlatformDefinition } from "@platform/grafana-dashboards/define";
import { checkTypes } from "../config/check-types.ts";
import { loadPlatform } from "../config/load-platform.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";
import { printProblems } from "../terminal/print-problems.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** What every command that starts from a configuration takes. */
export interface ModelOptions {
  readonly config: string;
  readonly json?: true;
  /** Ask the project's compiler whether the configuration has the types that it says; default false. */
  readonly types?: boolean;
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
export async function checkedModel({ config, types }: ModelOptions, checkOptions: () => CheckOptions = () => ({})): Promise<CheckedModel> {
  const checking = loadPlatform(config).then((platform) => checkedPlatform(platform, checkOptions));
  // The compiler runs beside. What it finds is told only of a configuration that can be evaluated.
  const [checked, typed] = await Promise.allSettled([checking, types ? checkTypes(config) : undefined]);
  const failed = [checked, typed].find((one) => one.status === "rejected");
  if (checked.status === "rejected" || failed !== undefined) {
    throw failed?.reason;
  }
  return checked.value;
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

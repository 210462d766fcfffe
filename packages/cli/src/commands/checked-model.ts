import { buildModel, type CheckOptions, checkModel, type Model, type Problem } from "@platform/grafana-dashboards";
import { loadPlatform } from "../config/load-platform.ts";

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
  const model = buildModel(await loadPlatform(config));
  const problems = checkModel(model, checkOptions());
  return { model, problems, isSound: problems.every(({ severity }) => severity !== "error") };
}

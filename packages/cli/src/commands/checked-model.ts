import { buildModel, checkModel, type Model, type Problem } from "@platform/grafana-dashboards";
import { listRunbooks } from "../config/list-runbooks.ts";
import { loadPlatform } from "../config/load-platform.ts";

/** What every command that starts from a configuration takes. */
export interface ModelOptions {
  readonly config: string;
  /** Folder of the runbook pages; false leaves the check out. */
  readonly runbooks: string | false;
  readonly json?: true;
}

export interface CheckedModel {
  readonly model: Model;
  readonly problems: readonly Problem[];
  readonly isSound: boolean;
}

/** Evaluates a configuration, builds its model and checks it. */
export async function checkedModel({ config, runbooks }: ModelOptions): Promise<CheckedModel> {
  const pages = runbooks === false ? undefined : listRunbooks(runbooks);
  const model = buildModel(await loadPlatform(config));
  const problems = checkModel(model, { runbooks: pages });
  return { model, problems, isSound: problems.every(({ severity }) => severity !== "error") };
}

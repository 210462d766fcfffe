import { statSync } from "node:fs";
import { buildModel } from "@platform/grafana-dashboards";
import { checkHandwritten } from "@platform/grafana-dashboards/handwritten";
import { listRunbooks } from "../../config/list-runbooks.ts";
import { loadPlatform } from "../../config/load-platform.ts";
import { readExposition } from "../../files/read-exposition.ts";
import { readFiles } from "../../files/read-files.ts";
import { counted } from "../../terminal/print-problems.ts";
import type { Terminal } from "../../terminal/terminal.ts";
import type { CheckCommandOptions, Looked } from "./check.ts";

export interface HandwrittenCommandOptions {
  readonly rules?: readonly string[];
  readonly dashboards?: readonly string[];
  readonly alertmanager?: readonly string[];
  /** Configuration that defines what the files may read. */
  readonly catalog?: string;
  readonly metricsUrl?: readonly string[];
  readonly targetLabel?: readonly string[];
}

/** Checks files that nobody generated, against a platform's definitions, what running programs expose, or both. */
export async function checkFiles(options: CheckCommandOptions, terminal: Terminal): Promise<Looked> {
  const { metricsUrl = [], targetLabel = [] } = options;
  const files = {
    rules: readFiles(options.rules, "--rules"),
    dashboards: readFiles(options.dashboards, "--dashboards"),
    alertmanager: readFiles(options.alertmanager, "--alertmanager"),
  };
  const catalog = catalogFile(options);
  const model = catalog === undefined ? undefined : buildModel(await loadPlatform(catalog));
  const expositions = await Promise.all(metricsUrl.map(readExposition));
  if (model === undefined && expositions.length === 0) {
    terminal.err.line("Nobody said what there is to read (--catalog or --metrics-url): names are not checked.");
  }
  const problems = checkHandwritten(files, { model, expositions, targetLabels: targetLabel, runbooks: runbooksOf(options) });
  const all = [...files.rules, ...files.dashboards, ...files.alertmanager];
  return { problems, files: all, what: counted(all.length, "file") };
}

function catalogFile({ catalog, config, metricsUrl }: CheckCommandOptions): string | undefined {
  return catalog ?? (metricsUrl === undefined && statSync(config, { throwIfNoEntry: false }) !== undefined ? config : undefined);
}

/** A set-up without a folder of runbooks has them elsewhere: links are enough then. */
function runbooksOf({ runbooks }: CheckCommandOptions): ReadonlySet<string> | undefined {
  return runbooks === false || (runbooks === "runbooks" && statSync(runbooks, { throwIfNoEntry: false }) === undefined)
    ? undefined
    : listRunbooks(runbooks);
}

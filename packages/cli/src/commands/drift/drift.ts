import { buildModel, compareFiles, type Difference, renderFiles } from "@platform/grafana-dashboards";
import { type Drift, findDrift } from "@platform/grafana-dashboards/grafana";
import { stackRenderers } from "@platform/stack";
import { loadPlatform } from "../../config/load-platform.ts";
import { type ExitCode, exitCode } from "../../exit-code.ts";
import { explainGrafana, grafanaTarget } from "../../grafana/grafana-target.ts";
import { counted } from "../../terminal/print-problems.ts";
import type { Sink, Terminal } from "../../terminal/terminal.ts";
import { printChanges } from "../diff/diff.ts";

export interface DriftOptions {
  readonly config: string;
  readonly out: string;
  readonly grafana?: string;
  readonly files: boolean;
  readonly json?: true;
}

const WORDS: Readonly<Record<Drift["state"], string>> = {
  missing: "is not in Grafana; platform push writes it",
  edited: "was edited in Grafana; bring the edit into the definitions, or overwrite it with platform push --force",
  outdated: "is as an earlier push wrote it; platform push brings it up to date",
  stray: "is in Grafana with the platform's tag, and is generated no more",
};

/** `platform drift`: what is defined, what is committed and what runs, compared three ways. */
export async function drift({ config, out, grafana, files: withFiles, json }: DriftOptions, terminal: Terminal): Promise<ExitCode> {
  const model = buildModel(await loadPlatform(config));
  const files = renderFiles(model, stackRenderers);
  const differences = withFiles ? compareFiles(files, { folder: out }) : [];
  const client = grafanaTarget(grafana, model);
  const drifts = await explainGrafana(findDrift(files, client, model.platform.name));
  const ok = differences.length === 0 && drifts.length === 0;
  if (json) {
    terminal.out.line(JSON.stringify({ ok, files: differences, grafana: drifts }, null, 2));
  } else {
    print(differences, drifts, out, terminal.out);
  }
  terminal.err.line(`${out}: ${counted(differences.length, "file")} differ; ${client.address}: ${counted(drifts.length, "dashboard")} differ`);
  return ok ? exitCode.fine : exitCode.findings;
}

function print(differences: readonly Difference[], drifts: readonly Drift[], out: string, sink: Sink): void {
  for (const { path, state } of differences) {
    sink.line(`${sink.style("red", state)} ${out}/${path}`);
  }
  for (const { uid, state, changes } of drifts) {
    sink.line(`${sink.style("red", state)} dashboard ${uid} ${WORDS[state]}`);
    printChanges(changes, { ...sink, line: (text) => sink.line(`  ${text}`) });
  }
}

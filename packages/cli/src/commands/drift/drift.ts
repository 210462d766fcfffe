import { buildModel, compareFiles, type Difference, renderFiles } from "@platform/grafana-dashboards";
import { type Drift, findDrift } from "@platform/grafana-dashboards/grafana";
import { stackRenderers } from "@platform/stack/render";
import { loadPlatform } from "../../config/load-platform.ts";
import { type ExitCode, exitCode } from "../../exit-code.ts";
import { explainGrafana, grafanaTarget } from "../../grafana/grafana-target.ts";
import { printReport } from "../../report/print-report.ts";
import type { Finding } from "../../report/problem-report.ts";
import type { ReportFormat } from "../../report/report-format.ts";
import { counted } from "../../terminal/print-problems.ts";
import type { Sink, Terminal } from "../../terminal/terminal.ts";
import { printChanges } from "../diff/diff.ts";

export interface DriftOptions {
  readonly config: string;
  readonly out: string;
  readonly grafana?: string;
  readonly files: boolean;
  readonly json?: true;
  readonly format: ReportFormat;
}

const WORDS: Readonly<Record<Drift["state"], string>> = {
  missing: "is not in Grafana; platform push writes it",
  edited: "was edited in Grafana; bring the edit into the definitions, or overwrite it with platform push --force",
  outdated: "is as an earlier push wrote it; platform push brings it up to date",
  provisioned: "is read by Grafana from a file that is not as it is generated; deploy the files",
  stray: "is in Grafana with the platform's tag, and is generated no more",
};

const FILE_WORDS: Readonly<Record<Difference["state"], string>> = {
  missing: "It is not there; platform generate writes it.",
  differs: "It is not as it is generated from the definitions; platform generate writes it anew.",
  stray: "It is generated no more; platform generate removes it.",
};

/** `platform drift`: what is defined, what is committed and what runs, compared three ways. */
export async function drift({ config, out, grafana, files: withFiles, json, format }: DriftOptions, terminal: Terminal): Promise<ExitCode> {
  const model = buildModel(await loadPlatform(config));
  const files = renderFiles(model, stackRenderers);
  const differences = withFiles ? compareFiles(files, { folder: out }) : [];
  const client = grafanaTarget(grafana, model);
  const drifts = await explainGrafana(findDrift(files, client, model.platform.name));
  const ok = differences.length === 0 && drifts.length === 0;
  printReport({ ok, problems: findings(differences, drifts, out) }, json ? "json" : format, terminal, {
    command: "drift",
    json: { ok, files: differences, grafana: drifts },
    text: () => print(differences, drifts, out, terminal.out),
  });
  terminal.err.line(`${out}: ${counted(differences.length, "file")} differ; ${client.address}: ${counted(drifts.length, "dashboard")} differ`);
  return ok ? exitCode.fine : exitCode.findings;
}

function findings(differences: readonly Difference[], drifts: readonly Drift[], out: string): readonly Finding[] {
  return [
    ...differences.map(({ path, state }): Finding => {
      const subject = `${out}/${path}`;
      return { check: `file-${state}`, severity: "error", subject, message: FILE_WORDS[state], place: { file: subject, line: 1, column: 1 } };
    }),
    ...drifts.map(({ uid, state, changes }): Finding => {
      const what = changes.map(({ subject, what: change, kind }) => `${subject}: ${change ?? kind}`);
      return { check: `dashboard-${state}`, severity: "error", subject: `dashboard ${uid}`, message: [`It ${WORDS[state]}.`, ...what].join("\n") };
    }),
  ];
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

import {
  compareFiles,
  type OutputFile,
  type RuleFormat,
  renderFiles,
  renderPrometheusTests,
  ruleFormats,
  writeFiles,
} from "@platform/grafana-dashboards";
import { stackRenderers } from "@platform/stack";
import { type ExitCode, exitCode } from "../../exit-code.ts";
import { githubAnnotation } from "../../terminal/github-annotation.ts";
import { counted, counts } from "../../terminal/print-problems.ts";
import type { Terminal } from "../../terminal/terminal.ts";
import { checkedModel, type ModelOptions, refuse } from "../checked-model.ts";

export interface GenerateOptions extends ModelOptions {
  /** Folder that holds what is generated. */
  readonly out: string;
  /** Write tests of the rules as well. */
  readonly ruleTests?: true;
  /** Further programs that evaluate the rules. */
  readonly rulesFor?: readonly RuleFormat[];
  /** Compare and touch nothing. */
  readonly check?: true;
}

/** `platform generate`: writes every file of a platform, or says which are not as they would be written. */
export async function generate(options: GenerateOptions, terminal: Terminal): Promise<ExitCode> {
  const checked = await checkedModel(options);
  const { model, problems, isSound } = checked;
  if (!isSound) {
    return refuse(checked, options, "written", terminal);
  }
  if (problems.length > 0) {
    terminal.err.line(`${counts(problems)}; platform check lists them`);
  }
  const formats = Object.fromEntries((options.rulesFor ?? []).map((format) => [format, ruleFormats[format]]));
  const tests = options.ruleTests && { tests: renderPrometheusTests };
  const files = renderFiles(model, { ...stackRenderers, ...tests, ...formats });
  return options.check ? compare(files, options, terminal) : write(files, options, terminal);
}

function write(files: readonly OutputFile[], { out, json }: GenerateOptions, terminal: Terminal): ExitCode {
  const written = writeFiles(files, { folder: out });
  if (json) {
    terminal.out.line(JSON.stringify({ ok: true, folder: out, ...written }, null, 2));
    return exitCode.fine;
  }
  for (const path of written.overwrittenEdits) {
    terminal.err.line(`warning: an edit of ${out}/${path} was overwritten`);
  }
  for (const path of written.kept) {
    terminal.err.line(`warning: ${out}/${path} is generated no more, but was edited and is left`);
  }
  const parts = (["created", "changed", "removed", "unchanged"] as const).filter((part) => written[part].length > 0);
  terminal.out.line(`${out}: ${counted(files.length, "file")}, ${parts.map((part) => `${written[part].length} ${part}`).join(", ")}`);
  return exitCode.fine;
}

function compare(files: readonly OutputFile[], { out, json, config }: GenerateOptions, terminal: Terminal): ExitCode {
  const differences = compareFiles(files, { folder: out });
  const isUpToDate = differences.length === 0;
  if (json) {
    terminal.out.line(JSON.stringify({ ok: isUpToDate, folder: out, differences }, null, 2));
    return isUpToDate ? exitCode.fine : exitCode.findings;
  }
  for (const { path, state } of differences) {
    const message = `${out}/${path} ${WORDS[state]}`;
    terminal.out.line(`${terminal.out.style("red", state.padEnd(7))} ${message}`);
    if (terminal.isGithubActions) {
      terminal.err.line(githubAnnotation({ severity: "error", title: "generate --check", message, file: `${out}/${path}` }));
    }
  }
  terminal.out.line(
    isUpToDate
      ? `${out}: ${counted(files.length, "file")}, all up to date`
      : `Bring them up to date: platform generate --config ${config} --out ${out}`,
  );
  return isUpToDate ? exitCode.fine : exitCode.findings;
}

const WORDS = {
  missing: "is not there",
  differs: "is not as it is generated from the definitions",
  stray: "is generated no more",
} as const;

import { join, relative, sep } from "node:path";
import {
  compareFiles,
  type Model,
  type OutputFile,
  type RuleFormat,
  renderFiles,
  renderGrafanaV2,
  renderPrometheusTests,
  ruleFormats,
  writeFiles,
} from "@platform/grafana-dashboards";
import { renderRepositoryPages, stackRenderers } from "@platform/stack/render";
import { readRunbooks } from "../../config/read-pages.ts";
import { type ExitCode, exitCode } from "../../exit-code.ts";
import { githubAnnotation } from "../../terminal/github-annotation.ts";
import { counted, counts } from "../../terminal/print-problems.ts";
import type { Terminal } from "../../terminal/terminal.ts";
import { checkedModel, type ModelOptions, refuse } from "../checked-model.ts";

export interface GenerateOptions extends ModelOptions {
  /** Folder that holds what is generated. */
  readonly out: string;
  /** Root of the repository, for what is looked for there. */
  readonly repository?: string;
  /** Write tests of the rules as well. */
  readonly ruleTests?: true;
  /** Write the dashboards in Grafana's schema v2 as well. */
  readonly dashboardsV2?: true;
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
  const v2 = options.dashboardsV2 && { grafanaV2: renderGrafanaV2 };
  const files = renderFiles(model, { ...stackRenderers, ...v2, ...tests, ...formats });
  const { repository, out } = options;
  const pages = repository === undefined ? [] : await pagesOf(repository, model, options);
  const folders = [{ folder: out, files }, ...(repository === undefined ? [] : [{ folder: repository, files: pages }])];
  return options.check ? compare(folders, options, terminal) : write(folders, options, terminal);
}

interface Folder {
  readonly folder: string;
  readonly files: readonly OutputFile[];
}

async function pagesOf(repository: string, model: Model, { config, out }: GenerateOptions): Promise<readonly OutputFile[]> {
  const runbooks = await readRunbooks(join(repository, "runbooks"));
  const titles = new Map(runbooks.map(({ path, text }) => [path.replace(/\.md$/, ""), /^# (.+)$/m.exec(text)?.[1] ?? path]));
  return renderRepositoryPages(model, { titles, config: seenFrom(repository, config), out: seenFrom(repository, out) });
}

function seenFrom(folder: string, path: string): string {
  return relative(folder, path).split(sep).join("/");
}

function write(folders: readonly Folder[], { json }: GenerateOptions, terminal: Terminal): ExitCode {
  const results = folders.map(({ folder, files }) => ({ folder, count: files.length, written: writeFiles(files, { folder }) }));
  if (json) {
    const [first, second] = results.map(({ folder, written }) => ({ folder, ...written }));
    terminal.out.line(JSON.stringify({ ok: true, ...first, ...(second && { repository: second }) }, null, 2));
    return exitCode.fine;
  }
  for (const { folder, count, written } of results) {
    for (const path of written.overwrittenEdits) {
      terminal.err.line(`warning: an edit of ${folder}/${path} was overwritten`);
    }
    for (const path of written.kept) {
      terminal.err.line(`warning: ${folder}/${path} is generated no more, but was edited and is left`);
    }
    const parts = (["created", "changed", "removed", "unchanged"] as const).filter((part) => written[part].length > 0);
    terminal.out.line(`${folder}: ${counted(count, "file")}, ${parts.map((part) => `${written[part].length} ${part}`).join(", ")}`);
  }
  return exitCode.fine;
}

function compare(folders: readonly Folder[], { out, json, config, repository }: GenerateOptions, terminal: Terminal): ExitCode {
  const results = folders.map(({ folder, files }) => ({ folder, count: files.length, differences: compareFiles(files, { folder }) }));
  const isUpToDate = results.every(({ differences }) => differences.length === 0);
  if (json) {
    const [first, second] = results.map(({ folder, differences }) => ({ folder, differences }));
    terminal.out.line(JSON.stringify({ ok: isUpToDate, ...first, ...(second && { repository: second }) }, null, 2));
    return isUpToDate ? exitCode.fine : exitCode.findings;
  }
  for (const { path, state } of results.flatMap(({ folder, differences }) => differences.map((one) => ({ ...one, path: `${folder}/${one.path}` })))) {
    const message = `${path} ${WORDS[state]}`;
    terminal.out.line(`${terminal.out.style("red", state.padEnd(7))} ${message}`);
    if (terminal.isGithubActions) {
      terminal.err.line(githubAnnotation({ severity: "error", title: "generate --check", message, file: path }));
    }
  }
  for (const { folder, count } of isUpToDate ? results : []) {
    terminal.out.line(`${folder}: ${counted(count, "file")}, all up to date`);
  }
  if (!isUpToDate) {
    const further = repository === undefined ? "" : ` --repository ${repository}`;
    terminal.out.line(`Bring them up to date: platform generate --config ${config} --out ${out}${further}`);
  }
  return isUpToDate ? exitCode.fine : exitCode.findings;
}

const WORDS = {
  missing: "is not there",
  differs: "is not as it is generated from the definitions",
  stray: "is generated no more",
} as const;

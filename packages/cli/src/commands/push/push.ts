import { renderGrafana } from "@platform/grafana-dashboards";
import { PERMISSIONS, type PushResult, pushDashboards } from "@platform/grafana-dashboards/grafana";
import { CommandError } from "../../command-error.ts";
import { type ExitCode, exitCode } from "../../exit-code.ts";
import { explainGrafana, grafanaTarget } from "../../grafana/grafana-target.ts";
import { printProblems } from "../../terminal/print-problems.ts";
import type { Terminal } from "../../terminal/terminal.ts";
import { checkedModel, type ModelOptions } from "../checked-model.ts";

export interface PushCommandOptions extends ModelOptions {
  readonly grafana?: string;
  readonly folder?: string;
  readonly permissions?: string;
  readonly dryRun?: true;
  readonly force?: true;
}

const STYLES = { created: "green", changed: "yellow", unchanged: "dim", refused: "red" } as const;

/** `platform push`: makes a folder of Grafana hold the generated dashboards, and says of each what it did. */
export async function push(options: PushCommandOptions, terminal: Terminal): Promise<ExitCode> {
  const permissions = options.permissions === undefined ? undefined : readPermissions(options.permissions);
  const { model, problems, isSound } = await checkedModel(options);
  if (!isSound) {
    printProblems(problems, terminal.err, terminal);
    terminal.err.line("Nothing was pushed.");
    return exitCode.findings;
  }
  const client = grafanaTarget(options.grafana, model);
  const folder = { uid: options.folder ?? model.platform.name, title: model.platform.title, permissions };
  const { dryRun, force } = options;
  const results = await explainGrafana(pushDashboards(renderGrafana(model), client, { folder, dryRun, force }));
  const ok = results.every(({ did }) => did !== "refused");
  if (options.json) {
    terminal.out.line(JSON.stringify({ ok, grafana: client.address, dryRun: dryRun === true, results }, null, 2));
  } else {
    for (const { of, did, why } of results) {
      terminal.out.line(`${terminal.out.style(STYLES[did], did.padEnd(9))} ${of}${why === undefined ? "" : `: ${why}`}`);
    }
  }
  terminal.err.line(`${client.address}: ${summary(results)}${dryRun ? "; nothing was changed" : ""}`);
  return ok ? exitCode.fine : exitCode.findings;
}

function summary(results: readonly PushResult[]): string {
  return [...Map.groupBy(results, ({ did }) => did)].map(([did, some]) => `${some.length} ${did}`).join(", ");
}

function readPermissions(list: string): Readonly<Record<string, keyof typeof PERMISSIONS>> {
  const pairs = list.split(",").map((one) => one.trim().split("="));
  const wrong = pairs.find(([role, permission]) => !/^(Viewer|Editor)$/.test(role ?? "") || !Object.hasOwn(PERMISSIONS, permission ?? ""));
  if (wrong !== undefined) {
    throw new CommandError("permissions_invalid", `${JSON.stringify(wrong.join("="))} is no permission, such as Viewer=view.`, {
      exit: exitCode.usage,
    });
  }
  return Object.fromEntries(pairs) as Record<string, keyof typeof PERMISSIONS>;
}

import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { renderFiles } from "@platform/grafana-dashboards";
import { type ComposeReport, deployCompose, stateFolder } from "@platform/stack";
import { stackRenderers } from "@platform/stack/render";
import { loadPlatform } from "../../config/load-platform.ts";
import { type ExitCode, exitCode } from "../../exit-code.ts";
import { printTable } from "../../terminal/print-table.ts";
import type { Terminal } from "../../terminal/terminal.ts";
import { checkedPlatform, refuse } from "../checked-model.ts";
import type { DeployOptions } from "./deploy.ts";
import { programPlace } from "./target.ts";

const USUAL_ENV_FILE = "deploy/compose/.env";

/** `platform stack deploy --target compose`: exit 1 with nothing changed if the definitions are not sound. */
export async function deployContainers(options: DeployOptions, terminal: Terminal, { pull = false } = {}): Promise<ExitCode> {
  const { config, state, secrets, programs, profile, envFile = existsSync(USUAL_ENV_FILE) ? USUAL_ENV_FILE : undefined } = options;
  const checked = checkedPlatform(await loadPlatform(config));
  if (!checked.isSound) {
    return refuse(checked, options, "changed", terminal);
  }
  const { model } = checked;
  const report = await deployCompose(stateFolder(state), {
    model,
    files: renderFiles(model, stackRenderers),
    ...{ secretsFolder: resolve(secrets), programFolder: resolve(programs), profiles: profile, pull },
    ...(envFile !== undefined && { envFile: resolve(envFile) }),
    ...programPlace(),
  });
  print(report, model.platform, options, terminal);
  return exitCode.fine;
}

function print(
  report: ComposeReport,
  { title, links }: { readonly title: string; readonly links: { readonly grafana: string } },
  { json, state }: DeployOptions,
  { out }: Terminal,
): void {
  if (json) {
    out.line(JSON.stringify({ ok: true, state, target: "compose", ...report }, null, 2));
    return;
  }
  printTable(
    ["CONTAINER", "DONE", "IMAGE"],
    report.containers.map(({ name, done, image }) => [name, done, image]),
    out,
  );
  out.line(`${title}: ${links.grafana}; platform stack health looks at everything`);
}

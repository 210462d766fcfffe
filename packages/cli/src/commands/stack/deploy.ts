import { renderFiles } from "@platform/grafana-dashboards";
import type { PlatformDefinition } from "@platform/grafana-dashboards/define";
import { type DeployReport, deployStack, type NativePorts, requireFolder, stackRenderers, stateFolder, USUAL_PORTS } from "@platform/stack";
import { loadPlatform } from "../../config/load-platform.ts";
import { type ExitCode, exitCode } from "../../exit-code.ts";
import { printTable } from "../../terminal/print-table.ts";
import type { Terminal } from "../../terminal/terminal.ts";
import { checkedPlatform, type ModelOptions, refuse } from "../checked-model.ts";

export interface DeployOptions extends ModelOptions {
  readonly state: string;
  readonly port: Partial<NativePorts>;
}

/** `platform stack deploy`: exit 1 with nothing changed if the definitions are not sound. */
export async function deploy(options: DeployOptions, terminal: Terminal): Promise<ExitCode> {
  const platform = atPorts(await loadPlatform(options.config), options.port);
  const checked = checkedPlatform(platform);
  if (!checked.isSound) {
    return refuse(checked, options, "changed", terminal);
  }
  const { model } = checked;
  const report = await deployStack(stateFolder(options.state), {
    model,
    files: renderFiles(model, stackRenderers),
    ports: { ...USUAL_PORTS, ...options.port },
    searchPath: process.env.PATH ?? "",
  });
  print(report, platform, options, terminal);
  return exitCode.fine;
}

/** `platform stack update`: a deploy restarts every program of which the system has another version than the one that runs. */
export async function update(options: DeployOptions, terminal: Terminal): Promise<ExitCode> {
  await requireFolder(stateFolder(options.state));
  return deploy(options, terminal);
}

/** Links lead to the ports of this deployment where others than the usual ones were asked for. */
function atPorts(platform: PlatformDefinition, { prometheus, alertmanager }: Partial<NativePorts>): PlatformDefinition {
  const links = {
    ...platform.links,
    ...(prometheus !== undefined && { prometheus: `http://localhost:${prometheus}` }),
    ...(alertmanager !== undefined && { alertmanager: `http://localhost:${alertmanager}` }),
  };
  return { ...platform, links };
}

function print(report: DeployReport, { title, links }: PlatformDefinition, { json, state }: DeployOptions, { out }: Terminal): void {
  if (json) {
    out.line(JSON.stringify({ ok: true, state, ...report }, null, 2));
    return;
  }
  printTable(
    ["PROGRAM", "VERSION", "DONE"],
    [...report.programs.map(({ name, version, done }) => [name, version, done]), ...report.stopped.map((name) => [name, "-", "stopped"])],
    out,
  );
  out.line(`${title}: ${links.prometheus} and ${links.alertmanager}; platform stack health looks at everything`);
}

import { renderFiles } from "@platform/grafana-dashboards";
import type { PlatformDefinition } from "@platform/grafana-dashboards/define";
import {
  type DeployReport,
  deployStack,
  type NativePorts,
  readComposeRecord,
  requireFolder,
  stateFolder,
  USUAL_PORTS,
  type WebSettings,
} from "@platform/stack";
import { stackRenderers } from "@platform/stack/render";
import { loadPlatform } from "../../config/load-platform.ts";
import { type ExitCode, exitCode } from "../../exit-code.ts";
import { printTable } from "../../terminal/print-table.ts";
import type { Terminal } from "../../terminal/terminal.ts";
import { checkedPlatform, type ModelOptions, refuse } from "../checked-model.ts";
import { deployContainers } from "./deploy-containers.ts";
import { deployToCluster } from "./deploy-to-cluster.ts";
import { protectionOf } from "./protection.ts";
import type { Protection } from "./protections.ts";
import { type DeployTarget, targetOf } from "./target.ts";

export interface DeployOptions extends ModelOptions {
  readonly state: string;
  readonly port: Partial<NativePorts>;
  readonly target?: DeployTarget;
  readonly envFile?: string;
  readonly secrets: string;
  readonly programs: string;
  readonly profile: readonly string[];
  readonly overlay: string;
  readonly protect?: Protection;
}

/** `platform stack deploy`: exit 1 with nothing changed if the definitions are not sound. */
export async function deploy(options: DeployOptions, terminal: Terminal): Promise<ExitCode> {
  const target = options.target ?? (await targetOf(stateFolder(options.state)));
  return DEPLOYS[target](options, terminal);
}

const DEPLOYS = {
  native: deployPrograms,
  compose: deployContainers,
  kubernetes: deployToCluster,
} as const satisfies Readonly<Record<DeployTarget, (options: DeployOptions, terminal: Terminal) => Promise<ExitCode>>>;

async function deployPrograms(options: DeployOptions, terminal: Terminal): Promise<ExitCode> {
  const state = stateFolder(options.state);
  const web = await protectionOf(state, options);
  const platform = reachedBy(web, atPorts(await loadPlatform(options.config), options.port));
  const checked = checkedPlatform(platform);
  if (!checked.isSound) {
    return refuse(checked, options, "changed", terminal);
  }
  const { model } = checked;
  const report = await deployStack(state, {
    model,
    files: renderFiles(model, stackRenderers),
    ports: { ...USUAL_PORTS, ...options.port },
    searchPath: process.env.PATH ?? "",
    ...(web && { web }),
  });
  print(report, platform, options, terminal);
  return exitCode.fine;
}

/**
 * `platform stack update`: a deploy restarts every program of which the system has another version than the one that runs; of containers the images
 * are loaded anew, with the choices of the last deploy.
 */
export async function update(options: DeployOptions, terminal: Terminal): Promise<ExitCode> {
  const state = stateFolder(options.state);
  await requireFolder(state);
  const record = await readComposeRecord(state);
  if (record === undefined) {
    return deploy(options, terminal);
  }
  const { secretsFolder: secrets, programFolder: programs, profiles: profile, envFile } = record.choices;
  return deployContainers({ ...options, secrets, programs, profile, ...(envFile !== undefined && { envFile }) }, terminal, { pull: true });
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

/** Links to this machine are those of TLS where there is. */
function reachedBy(web: WebSettings | undefined, platform: PlatformDefinition): PlatformDefinition {
  if (web?.tls === undefined) {
    return platform;
  }
  const byTls = (url: string) => url.replace(/^http:\/\/(?=(?:localhost|127\.0\.0\.1|\[::1\])(?:[:/]|$))/, "https://");
  const { prometheus, alertmanager, ...links } = platform.links;
  return { ...platform, links: { ...links, prometheus: byTls(prometheus), alertmanager: byTls(alertmanager) } };
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

import { join } from "node:path";
import type { ExporterDefinition } from "@platform/grafana-dashboards/define";
import { BLACKBOX_CONFIG } from "../../render/blackbox.ts";
import { alertmanagerProgram } from "../native/alertmanager-program.ts";
import { findProgram } from "../native/find-program.ts";
import { type ProgramWeb, webUrl } from "../native/program-web.ts";
import { prometheusProgram } from "../native/prometheus-program.ts";
import { webConfigFile } from "../web/web-config.ts";
import type { ConfigCheck } from "./config-generation.ts";
import type { DeployedProgram } from "./deployment-record.ts";
import { isOwnTarget, type NativePorts, type NativeSettings } from "./native-settings.ts";
import type { StateFolder } from "./state-folder.ts";

/** What runs, and what reads each of its files first. */
export interface NativePlan {
  /** In the order in which they start. */
  readonly programs: readonly DeployedProgram[];
  readonly checks: readonly ConfigCheck[];
}

/**
 * The programs of a deployment: Alertmanager and Prometheus, and the node and blackbox exporters where the platform uses those of this machine.
 *
 * @throws EnvironmentError `program_missing`, `program_too_old`, `program_version_unknown`
 */
export async function planPrograms(state: StateFolder, { model, ports, searchPath, web: settingsOfWeb }: NativeSettings): Promise<NativePlan> {
  const find = (name: Parameters<typeof findProgram>[0]) => findProgram(name, { searchPath });
  const [prometheus, alertmanager, promtool, amtool] = await Promise.all([
    find("prometheus"),
    find("alertmanager"),
    find("promtool"),
    find("amtool"),
  ]);
  const { links, prometheus: settings } = model.platform;
  const file = (path: string) => join(state.currentConfig, path);
  const web: ProgramWeb | undefined = settingsOfWeb && { configFile: webConfigFile(state), tls: settingsOfWeb.tls !== undefined };
  const guarded = { ...(settingsOfWeb && { web: settingsOfWeb }) };
  const programs: DeployedProgram[] = [
    {
      ...alertmanagerProgram({
        found: alertmanager,
        configFile: file("alertmanager/alertmanager.yml"),
        dataFolder: join(state.currentData, "alertmanager"),
        port: ports.alertmanager,
        externalUrl: links.alertmanager,
        ...(web && { web }),
      }),
      version: alertmanager.version,
      reloadUrl: `${webUrl(ports.alertmanager, web)}/-/reload`,
      ...guarded,
    },
  ];
  const isHere = (program: keyof NativePorts, { targets }: ExporterDefinition) => targets.some(({ address }) => isOwnTarget(address, program));
  if (model.exporters.some((exporter) => exporter.name === "node" && isHere("node", exporter))) {
    programs.push(nodeExporter(await find("node-exporter"), state, ports.node));
  }
  const checks: ConfigCheck[] = [
    { by: promtool, args: ["check", "config"], path: "prometheus/prometheus.yml" },
    { by: amtool, args: ["check-config"], path: "alertmanager/alertmanager.yml" },
  ];
  if (model.exporters.some((exporter) => "probes" in exporter && isHere("blackbox", exporter))) {
    const blackbox = await find("blackbox-exporter");
    programs.push(blackboxExporter(blackbox, file(BLACKBOX_CONFIG), state, ports.blackbox));
    checks.push({ by: blackbox, args: ["--config.check", "--config.file"], path: BLACKBOX_CONFIG });
  }
  programs.push({
    ...prometheusProgram({
      found: prometheus,
      configFile: file("prometheus/prometheus.yml"),
      dataFolder: join(state.currentData, "prometheus"),
      port: ports.prometheus,
      retentionDays: settings.retentionDays,
      externalUrl: links.prometheus,
      administration: true,
      ...(web && { web }),
    }),
    version: prometheus.version,
    reloadUrl: `${webUrl(ports.prometheus, web)}/-/reload`,
    ...guarded,
  });
  return { programs, checks };
}

type Found = Awaited<ReturnType<typeof findProgram>>;

function nodeExporter({ file, version }: Found, state: StateFolder, port: number): DeployedProgram {
  return {
    name: "node",
    title: "Node exporter",
    command: [file, `--web.listen-address=127.0.0.1:${port}`, `--collector.textfile.directory=${state.metrics}`],
    env: {},
    cwd: state.root,
    ports: [port],
    readyUrl: `http://127.0.0.1:${port}/`,
    readySeconds: 30,
    version,
  };
}

function blackboxExporter({ file, version }: Found, configFile: string, state: StateFolder, port: number): DeployedProgram {
  return {
    name: "blackbox",
    title: "Blackbox exporter",
    command: [file, `--config.file=${configFile}`, `--web.listen-address=127.0.0.1:${port}`],
    env: {},
    cwd: state.root,
    ports: [port],
    readyUrl: `http://127.0.0.1:${port}/-/healthy`,
    readySeconds: 30,
    version,
    reloadUrl: `http://127.0.0.1:${port}/-/reload`,
  };
}

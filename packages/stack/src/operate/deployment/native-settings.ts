import type { Model, OutputFile } from "@platform/grafana-dashboards";
import type { WebSettings } from "../web/web-settings.ts";

/** Ports that the programs of a deployment listen on, all on 127.0.0.1. */
export interface NativePorts {
  readonly prometheus: number;
  readonly alertmanager: number;
  readonly node: number;
  readonly blackbox: number;
}

export const USUAL_PORTS: NativePorts = { prometheus: 9090, alertmanager: 9093, node: 9100, blackbox: 9115 };

/** What a deployment on this machine is made of. */
export interface NativeSettings {
  readonly model: Model;
  /** All that is generated from the model. */
  readonly files: readonly OutputFile[];
  readonly ports: NativePorts;
  /** Folders as in the variable PATH. */
  readonly searchPath: string;
  /** How Prometheus and Alertmanager are guarded; default not at all: whoever is on this machine may ask them. */
  readonly web?: WebSettings;
}

/** https://prometheus.io/docs/prometheus/latest/configuration/configuration/#file_sd_config */
interface TargetGroup {
  readonly targets: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
}

const LOCAL = ["127.0.0.1", "localhost", "[::1]"];

/** Whether an address is that of a program of the deployment: on this machine, at its usual port. */
export function isOwnTarget(address: string, program: keyof NativePorts): boolean {
  return LOCAL.some((host) => address === `${host}:${USUAL_PORTS[program]}`);
}

/** The same files with the programs of the deployment where they really listen; targets elsewhere, and all labels, stay. */
export function filesAtPorts(files: readonly OutputFile[], ports: Partial<NativePorts>): readonly OutputFile[] {
  const programs = Object.keys(ports) as (keyof NativePorts)[];
  return files.map((file) => {
    const program = programs.find((name) => file.path === `prometheus/targets/${name}.json`);
    return program === undefined ? file : { ...file, content: targetsAt(file.content, program, ports[program] ?? USUAL_PORTS[program]) };
  });
}

function targetsAt(content: string, program: keyof NativePorts, port: number): string {
  const groups = (JSON.parse(content) as readonly TargetGroup[]).map((group) => ({
    ...group,
    targets: group.targets.map((address) => (isOwnTarget(address, program) ? `127.0.0.1:${port}` : address)),
  }));
  return `${JSON.stringify(groups, null, 2)}\n`;
}

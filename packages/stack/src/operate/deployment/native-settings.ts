import type { Model, OutputFile } from "@platform/grafana-dashboards";

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
}

/** The same files with the programs of the deployment where they really listen. */
export function filesAtPorts(files: readonly OutputFile[], ports: Partial<NativePorts>): readonly OutputFile[] {
  const targets = new Map(Object.entries(ports).map(([job, port]) => [`prometheus/targets/${job}.json`, port]));
  return files.map((file) => {
    const port = targets.get(file.path);
    return port === undefined ? file : { path: file.path, content: `${JSON.stringify([{ targets: [`127.0.0.1:${port}`] }], null, 2)}\n` };
  });
}

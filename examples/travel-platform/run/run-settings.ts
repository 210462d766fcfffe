import { join } from "node:path";
import type { PlatformDefinition } from "@platform/grafana-dashboards/define";
import type { RunPorts } from "./run-ports.ts";

/** All that a run depends on; nothing else is read from outside. */
export interface RunSettings {
  /** With the ports of this run. */
  readonly platform: PlatformDefinition;
  readonly ports: RunPorts;
  readonly folders: RunFolders;
  /** Of the runner; services inherit it. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Absolute paths. */
export interface RunFolders {
  readonly root: string;
  readonly generated: string;
  readonly logs: string;
  readonly prometheusData: string;
  readonly alertmanagerData: string;
  /** Of Alertmanager's receivers. */
  readonly secrets: string;
  /** Kept from run to run: making an empty database takes longer than all else of a start. */
  readonly database: string;
  readonly compileCache: string;
  readonly lockFile: string;
}

export function runFolders(root: string): RunFolders {
  return {
    root,
    generated: join(root, "generated"),
    logs: join(root, "logs"),
    prometheusData: join(root, "prometheus"),
    alertmanagerData: join(root, "alertmanager"),
    secrets: join(root, "secrets"),
    database: join(root, "database"),
    compileCache: join(root, "compile-cache"),
    lockFile: join(root, "run.lock"),
  };
}

import { dirname } from "node:path";
import type { FoundProgram } from "./find-program.ts";
import type { Program } from "./program.ts";

export interface AlertmanagerOptions {
  readonly found: FoundProgram;
  /** A generated `alertmanager.yml`. */
  readonly configFile: string;
  /** Folder of silences and of what was notified; made if absent. */
  readonly dataFolder: string;
  /** On 127.0.0.1. */
  readonly port: number;
  /** URL under which people reach it; links in notifications begin with it. */
  readonly externalUrl: string;
}

/** A single Alertmanager on the loopback interface; it opens no port for a cluster. */
export function alertmanagerProgram({ found, configFile, dataFolder, port, externalUrl }: AlertmanagerOptions): Program {
  return {
    name: "alertmanager",
    title: "Alertmanager",
    command: [
      found.file,
      `--config.file=${configFile}`,
      `--storage.path=${dataFolder}`,
      `--web.listen-address=127.0.0.1:${port}`,
      `--web.external-url=${externalUrl}`,
      "--web.route-prefix=/",
      "--cluster.listen-address=",
      // A silence is on disk a minute after it was made, and not a quarter of an hour.
      "--data.maintenance-interval=1m",
    ],
    env: {},
    cwd: dirname(configFile),
    ports: [port],
    readyUrl: `http://127.0.0.1:${port}/-/ready`,
    readySeconds: 30,
  };
}

import { dirname } from "node:path";
import type { FoundProgram } from "./find-program.ts";
import type { Program } from "./program.ts";
import { type ProgramWeb, webArguments, webUrl } from "./program-web.ts";

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
  /** How it is guarded; default not at all. */
  readonly web?: ProgramWeb;
}

/** A single Alertmanager on the loopback interface; it opens no port for a cluster. */
export function alertmanagerProgram({ found, configFile, dataFolder, port, externalUrl, web }: AlertmanagerOptions): Program {
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
      ...webArguments(web),
    ],
    env: {},
    cwd: dirname(configFile),
    ports: [port],
    readyUrl: `${webUrl(port, web)}/-/ready`,
    readySeconds: 30,
  };
}

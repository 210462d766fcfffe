import { dirname } from "node:path";
import type { FoundProgram } from "./find-program.ts";
import type { Program } from "./program.ts";
import { type ProgramWeb, webArguments, webUrl } from "./program-web.ts";

export interface PrometheusOptions {
  readonly found: FoundProgram;
  /** A generated `prometheus.yml`; relative paths in it start at its folder. */
  readonly configFile: string;
  /** Folder of the time series; made if absent. */
  readonly dataFolder: string;
  /** On 127.0.0.1. */
  readonly port: number;
  readonly retentionDays: number;
  /** URL under which people reach it; links in alerts begin with it. */
  readonly externalUrl: string;
  /** Let it be reloaded, and its data be copied, over HTTP by whoever reaches the port. Default false. */
  readonly administration?: boolean;
  /** How it is guarded; default not at all. */
  readonly web?: ProgramWeb;
}

/** Prometheus on the loopback interface, without access to its settings or data from outside. */
export function prometheusProgram({
  found,
  configFile,
  dataFolder,
  port,
  retentionDays,
  externalUrl,
  administration,
  web,
}: PrometheusOptions): Program {
  return {
    name: "prometheus",
    title: "Prometheus",
    command: [
      found.file,
      `--config.file=${configFile}`,
      `--storage.tsdb.path=${dataFolder}`,
      `--storage.tsdb.retention.time=${retentionDays}d`,
      `--web.listen-address=127.0.0.1:${port}`,
      `--web.external-url=${externalUrl}`,
      "--web.route-prefix=/",
      // A point of a chart then leads to the trace of a request behind it.
      "--enable-feature=exemplar-storage",
      ...webArguments(web),
      ...(administration ? ["--web.enable-lifecycle", "--web.enable-admin-api"] : []),
    ],
    env: {},
    cwd: dirname(configFile),
    ports: [port],
    readyUrl: `${webUrl(port, web)}/-/ready`,
    readySeconds: 30,
  };
}

/** A web configuration, and whether it has TLS. */
export interface ProgramWeb {
  readonly configFile: string;
  readonly tls: boolean;
}

/** @see https://prometheus.io/docs/prometheus/latest/configuration/https/ */
export function webArguments(web: ProgramWeb | undefined): readonly string[] {
  return web === undefined ? [] : [`--web.config.file=${web.configFile}`];
}

/** Base URL of a program on this machine. */
export function webUrl(port: number, web: ProgramWeb | undefined): string {
  return `${web?.tls ? "https" : "http"}://127.0.0.1:${port}`;
}

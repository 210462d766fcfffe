import type { OutputFile } from "@platform/grafana-dashboards";
import { type Component, FILES } from "../components/component.ts";
import { fingerprintOf } from "../components/fingerprint.ts";

/** One program in Compose. @see https://github.com/compose-spec/compose-spec/blob/main/05-services.md */
export interface ComposeService {
  readonly image: string;
  readonly profiles?: readonly string[];
  readonly user?: string;
  readonly network_mode?: string;
  readonly networks?: readonly string[];
  readonly extra_hosts?: readonly string[];
  readonly volumes?: readonly ComposeVolume[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly [field: string]: unknown;
}

export interface ComposeVolume {
  readonly type: "bind" | "volume";
  readonly source: string;
  readonly target: string;
  readonly read_only?: true;
  readonly bind?: { readonly create_host_path?: boolean; readonly propagation?: string };
}

export const NETWORK = "monitoring";
/** Gives new volumes to the users who are to write them. */
export const VOLUME_OWNERS = "volume-owners";

/** What all of our containers have in common: none can write, gain rights, take the machine, or fill the disk with its output. */
export const CONFINED = {
  restart: "unless-stopped",
  read_only: true,
  cap_drop: ["ALL"],
  security_opt: ["no-new-privileges:true"],
  tmpfs: ["/tmp:size=64m,mode=1777,noexec,nosuid,nodev"],
  logging: { driver: "json-file", options: { "max-size": "10m", "max-file": "5" } },
} as const;

/** A component as a service. A folder whose change it does not see by itself is in its fingerprint, so that Compose makes it anew. */
export function composeService(component: Component, files: readonly OutputFile[]): ComposeService {
  const { name, image, user, args, env, settings, ports, secrets, data, limits, program } = component;
  const local = ports.filter((port) => port.local !== undefined);
  const read = component.files.filter(({ reread }) => reread === undefined).map(({ folder }) => `${folder}/`);
  return {
    ...CONFINED,
    image: imageOf(name, image),
    user: `${user}:${user}`,
    ...(args.length > 0 && { command: args.map((arg) => interpolated(arg, settings)) }),
    ...(Object.keys(env).length > 0 && { environment: environmentOf(env, settings) }),
    ...(local.length > 0 && {
      ports: local.map(({ name: port, port: inside, local: usual }) => published(local.length > 1 ? `${name}-${port}` : name, usual, inside)),
    }),
    ...(program !== undefined && { working_dir: program.to }),
    volumes: [
      ...component.files.map(({ folder }) => bind(`../${folder}`, `${FILES}/${folder}`)),
      ...(program === undefined ? [] : [bind(interpolated(`$(${program.setting})`, settings), program.to)]),
      ...(data === undefined ? [] : [{ type: "volume" as const, source: volumeOf(name), target: data.to }]),
    ],
    ...(secrets.length > 0 && { secrets: secrets.map(({ name: source, to }) => ({ source, target: to })) }),
    networks: [NETWORK],
    healthcheck: healthCheck(component.health),
    ...(data !== undefined && { depends_on: { [VOLUME_OWNERS]: { condition: "service_completed_successfully" } } }),
    ...(read.length > 0 && {
      labels: { "platform.files": fingerprintOf(files.filter(({ path }) => read.some((folder) => path.startsWith(folder)))) },
    }),
    deploy: limitsOf(limits),
    stop_grace_period: "30s",
  };
}

/** `docker.io/prom/prometheus:v3.5.0${PROMETHEUS_DIGEST:-}`: with the digest, a tag that is moved is not followed. */
export function imageOf(name: string, { repository, tag }: Component["image"]): string {
  return `${repository}:${tag}\${${variable(name)}_DIGEST:-}`;
}

/** `socket-proxy` has its variables under `SOCKET_PROXY`. */
export function variable(name: string): string {
  return name.toUpperCase().replaceAll("-", "_");
}

export function volumeOf(name: string): string {
  return `${name}-data`;
}

/** A folder that is there already: Docker would make one of root's. */
export function bind(source: string, target: string): ComposeVolume {
  return { type: "bind", source, target, read_only: true, bind: { create_host_path: false } };
}

export function limitsOf({ cpus, mebibytes }: Component["limits"]): object {
  return { resources: { limits: { cpus: String(cpus), memory: `${mebibytes}M`, pids: 512 } } };
}

export function environmentOf(env: Readonly<Record<string, string>>, settings: Component["settings"]): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [name, interpolated(value, settings)]));
}

/** `$(NAME)` becomes `${NAME:-default}`; every other dollar stays one. */
export function interpolated(text: string, settings: Component["settings"]): string {
  return text
    .split(/(\$\(\w+\))/)
    .map((part, index) => (index % 2 === 0 ? part.replaceAll("$", "$$$$") : `\${${part.slice(2, -1)}:-${settings[part.slice(2, -1)] ?? ""}}`))
    .join("");
}

function published(name: string, local: number | undefined, port: number): string {
  return `127.0.0.1:\${${variable(name)}_PORT:-${local}}:${port}`;
}

/** @param host - where the program listens, as seen from inside */
export function healthCheck({ ask, path, port }: Component["health"], host = "127.0.0.1"): object {
  return ask === "nothing" ? { disable: true } : healthBy(question(ask, `${host}:${port}`, path));
}

export function healthBy(command: readonly string[]): object {
  return { test: ["CMD", ...command], interval: "15s", timeout: "5s", retries: 5, start_period: "60s", start_interval: "2s" };
}

function question(ask: Exclude<Component["health"]["ask"], "nothing">, address: string, path: string): readonly string[] {
  if (ask === "wget") {
    return ["wget", "-q", "-O", "/dev/null", `http://${address}${path}`];
  }
  if (ask === "bash") {
    const [host, port] = address.split(":");
    return ["bash", "-c", `exec 3<>/dev/tcp/${host}/${port} && printf 'GET ${path} HTTP/1.0\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200 '`];
  }
  return ask;
}

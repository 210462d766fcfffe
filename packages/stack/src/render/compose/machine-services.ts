import type { OutputFile } from "@platform/grafana-dashboards";
import { ALLOY } from "../components/alloy.ts";
import type { Component } from "../components/component.ts";
import { IMAGES } from "../components/images.ts";
import {
  CONFINED,
  type ComposeService,
  composeService,
  healthBy,
  healthCheck,
  imageOf,
  limitsOf,
  NETWORK,
  VOLUME_OWNERS,
  volumeOf,
} from "./compose-service.ts";

/** Between Alloy and the socket of Docker, and nobody else. */
export const SOCKET_NETWORK = "socket";
/** The machine's own address in the network of the containers. */
export const GATEWAY = "${MONITORING_GATEWAY:-172.30.240.1}";
export const SUBNET = "${MONITORING_SUBNET:-172.30.240.0/24}";

/** Of a volume. */
type Owner = Pick<Component, "name" | "user" | "data">;

/** What looks at Docker and at the disks of the containers, and is therefore no component of another deployment. */
export function machineServices(withData: readonly Owner[], files: readonly OutputFile[]): Readonly<Record<string, ComposeService>> {
  return {
    alloy: { ...composeService(ALLOY, files), networks: [NETWORK, SOCKET_NETWORK] },
    "socket-proxy": socketProxy(),
    [VOLUME_OWNERS]: volumeOwners(withData),
  };
}

/**
 * The node exporter sees the machine: its disks, its processes, and its network, for which it listens on the machine, at the address that only
 * the containers reach.
 */
export function onTheMachine(service: ComposeService, { health, ports }: Component): ComposeService {
  const { networks: _, ...rest } = service;
  const port = ports[0]?.port ?? 0;
  return {
    ...rest,
    command: [...(service.command as readonly string[]), `--web.listen-address=${GATEWAY}:${port}`],
    network_mode: "host",
    pid: "host",
    volumes: [
      { type: "bind", source: "/", target: "/host", read_only: true, bind: { propagation: "rslave" } },
      { type: "bind", source: "${METRICS_FOLDER:-./metrics}", target: "/metrics", read_only: true, bind: { create_host_path: true } },
    ],
    healthcheck: healthCheck(health, GATEWAY),
  };
}

/** Alloy may list containers and read their output, and nothing else: the socket itself is worth root. */
function socketProxy(): ComposeService {
  return {
    ...CONFINED,
    image: imageOf("socket-proxy", IMAGES.socketProxy),
    tmpfs: [...CONFINED.tmpfs, "/run:size=1m,mode=755"],
    environment: { CONTAINERS: "1", NETWORKS: "1", POST: "0" },
    volumes: [{ type: "bind", source: "${DOCKER_SOCKET:-/var/run/docker.sock}", target: "/var/run/docker.sock", read_only: true }],
    networks: [SOCKET_NETWORK],
    healthcheck: healthBy(["wget", "-q", "-O", "/dev/null", "http://127.0.0.1:2375/_ping"]),
    deploy: limitsOf({ cpus: 0.25, mebibytes: 64 }),
  };
}

/** A new volume is root's, unless the image has a folder in its place that is not. */
function volumeOwners(withData: readonly Owner[]): ComposeService {
  const owned = withData.flatMap(({ name, user, data }) => (data === undefined ? [] : [{ name, user }]));
  return {
    ...CONFINED,
    image: imageOf("shell", IMAGES.shell),
    restart: "no",
    user: "0:0",
    cap_add: ["CHOWN"],
    network_mode: "none",
    command: ["sh", "-c", owned.map(({ name, user }) => `chown ${user}:${user} /data/${name}`).join(" && ")],
    volumes: owned.map(({ name }) => ({ type: "volume", source: volumeOf(name), target: `/data/${name}` })),
    healthcheck: { disable: true },
    deploy: limitsOf({ cpus: 0.25, mebibytes: 32 }),
  };
}

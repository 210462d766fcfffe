import { DefinitionError, markPlace } from "@platform/metrics/define";
import { isImageReference } from "./image-reference.ts";

/** A program of the platform itself, or one that it stands on, as a container: what runs beside the monitoring when its profile is asked for. */
export interface ContainerDefinition {
  readonly kind: "container";
  /** Kebab-case; its host name in the network. That of a service for its container, of an exporter to take the place of the usual one. */
  readonly name: string;
  /** `registry/repository:tag`, with `@sha256:…` behind it or in place of the tag. */
  readonly image: string;
  /** Number of the user and the group, never 0. */
  readonly user: number;
  /** Default that of the image. */
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Where others reach it; default the port of the service of its name. */
  readonly port?: number;
  /** Where the same program is found on a machine that runs it without a container; default its port. */
  readonly machinePort?: number;
  /** Names of secrets, each read at `/run/secrets/<name>`. */
  readonly secrets: readonly string[];
  /** Small files, by their paths inside. */
  readonly files: Readonly<Record<string, string>>;
  /** Folder that outlives it. */
  readonly dataFolder?: string;
  /** Folders in memory that it may write beside `/tmp`; everything else is read-only. */
  readonly scratchFolders: readonly string[];
  /** What it runs is on the machine, in the folder of its programs; without, the image holds its program. */
  readonly program?: ContainerProgram;
  /** Ends with 0 while it works. */
  readonly health: readonly [string, ...string[]];
  readonly limits: { readonly cpus: number; readonly mebibytes: number };
  /** Containers that work before it starts. */
  readonly needs: readonly string[];
}

export interface ContainerProgram {
  /** Where the folder is seen, and in which the container starts. */
  readonly at: string;
  /** Names in the folder of the machine, of which the container sees nothing else. */
  readonly parts: readonly string[];
}

export type ContainerOptions = Pick<ContainerDefinition, "name" | "image" | "user" | "health"> & Partial<Omit<ContainerDefinition, "kind">>;

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** Programs of the monitoring itself. The container of an exporter may be another; these may not. */
export const RESERVED_CONTAINERS: readonly string[] = [
  ...["alertmanager", "alloy", "grafana", "jaeger", "loki", "oauth2", "prometheus", "proxy", "socket-proxy", "volume-owners"],
];

/**
 * @throws DefinitionError `container_invalid`
 */
export function defineContainer(options: ContainerOptions): ContainerDefinition {
  const definition: ContainerDefinition = {
    ...{ kind: "container", command: [], env: {}, secrets: [], files: {}, scratchFolders: [], needs: [], limits: { cpus: 1, mebibytes: 512 } },
    ...options,
  };
  const { name, image, user, port, machinePort, files, dataFolder, program, scratchFolders, limits } = definition;
  const inside = [...Object.keys(files), ...scratchFolders, ...[dataFolder, program?.at].filter((path) => path !== undefined)];
  const wrong = [
    NAME.test(name) ? undefined : `its name must match ${NAME}`,
    isImageReference(image) ? undefined : `its image is a repository with a tag or a digest, got ${JSON.stringify(image)}`,
    Number.isInteger(user) && user > 0 ? undefined : `its user is a number above 0, got ${user}`,
    isPort(port) ? undefined : `its port is 1 to 65535, got ${port}`,
    isPort(machinePort) ? undefined : `its port on a machine is 1 to 65535, got ${machinePort}`,
    limits.cpus > 0 && limits.mebibytes > 0 ? undefined : "its limits are above 0",
    ...inside.map((path) => (path.startsWith("/") ? undefined : `${JSON.stringify(path)} must be an absolute path`)),
  ].find((problem) => problem !== undefined);
  if (wrong !== undefined) {
    throw new DefinitionError("container_invalid", `Container ${JSON.stringify(name)}: ${wrong}.`);
  }
  return markPlace(definition, defineContainer);
}

function isPort(port: number | undefined): boolean {
  return port === undefined || (Number.isInteger(port) && port > 0 && port < 65_536);
}

/**
 * Names stand for one container each, none of them for one of the monitoring, and what one needs is among them and needs not it.
 *
 * @throws DefinitionError `container_duplicate`, `container_reserved`, `container_unknown`, `container_cycle`
 */
export function checkContainers(containers: readonly ContainerDefinition[]): void {
  const names = containers.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new DefinitionError("container_duplicate", `Two containers are named "${twice}".`);
  }
  const reserved = names.find((name) => RESERVED_CONTAINERS.includes(name));
  if (reserved !== undefined) {
    throw new DefinitionError("container_reserved", `A container cannot be named "${reserved}": that is a program of the monitoring itself.`);
  }
  for (const { name, needs } of containers) {
    const unknown = needs.find((need) => !names.includes(need));
    if (unknown !== undefined) {
      throw new DefinitionError("container_unknown", `Container "${name}" needs "${unknown}", which is not among the containers.`);
    }
  }
  const circle = circleOf(containers);
  if (circle !== undefined) {
    throw new DefinitionError("container_cycle", `Containers wait for each other and none would start: ${circle.join(" needs ")}.`);
  }
}

/** Names from one container back to itself, each of which needs the next. */
function circleOf(containers: readonly ContainerDefinition[]): readonly string[] | undefined {
  const needsOf = new Map(containers.map(({ name, needs }) => [name, needs]));
  const settled = new Set<string>();
  const follow = (name: string, way: readonly string[]): readonly string[] | undefined => {
    const before = way.indexOf(name);
    if (before !== -1) {
      return [...way.slice(before), name];
    }
    if (settled.has(name)) {
      return undefined;
    }
    for (const need of needsOf.get(name) ?? []) {
      const circle = follow(need, [...way, name]);
      if (circle !== undefined) {
        return circle;
      }
    }
    settled.add(name);
    return undefined;
  };
  for (const { name } of containers) {
    const circle = follow(name, []);
    if (circle !== undefined) {
      return circle;
    }
  }
  return undefined;
}

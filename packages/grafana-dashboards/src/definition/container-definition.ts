import { DefinitionError, markPlace } from "@platform/metrics/define";

/** A program of the platform itself, or one that it stands on, as a container: what runs beside the monitoring when its profile is asked for. */
export interface ContainerDefinition {
  readonly kind: "container";
  /** Kebab-case; its host name in the network. That of a service for its container, of an exporter to take the place of the usual one. */
  readonly name: string;
  /** `registry/repository:tag`. */
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
const IMAGE = /^[a-z0-9./_-]+:[A-Za-z0-9][\w.-]*$/;

/**
 * @throws DefinitionError `container_invalid`
 */
export function defineContainer(options: ContainerOptions): ContainerDefinition {
  const definition: ContainerDefinition = {
    ...{ kind: "container", command: [], env: {}, secrets: [], files: {}, scratchFolders: [], needs: [], limits: { cpus: 1, mebibytes: 512 } },
    ...options,
  };
  const { name, image, user, port, files, dataFolder, program, scratchFolders, limits } = definition;
  const inside = [...Object.keys(files), ...scratchFolders, ...[dataFolder, program?.at].filter((path) => path !== undefined)];
  const wrong = [
    NAME.test(name) ? undefined : `its name must match ${NAME}`,
    IMAGE.test(image) ? undefined : `its image is a repository and a tag, got ${JSON.stringify(image)}`,
    Number.isInteger(user) && user > 0 ? undefined : `its user is a number above 0, got ${user}`,
    port === undefined || (Number.isInteger(port) && port > 0 && port < 65_536) ? undefined : `its port is 1 to 65535, got ${port}`,
    limits.cpus > 0 && limits.mebibytes > 0 ? undefined : "its limits are above 0",
    ...inside.map((path) => (path.startsWith("/") ? undefined : `${JSON.stringify(path)} must be an absolute path`)),
  ].find((problem) => problem !== undefined);
  if (wrong !== undefined) {
    throw new DefinitionError("container_invalid", `Container ${JSON.stringify(name)}: ${wrong}.`);
  }
  return markPlace(definition, defineContainer);
}

/** Names stand for one container each, and what one needs is among them. @throws DefinitionError `container_duplicate`, `container_unknown` */
export function checkContainers(containers: readonly ContainerDefinition[]): void {
  const names = containers.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new DefinitionError("container_duplicate", `Two containers are named "${twice}".`);
  }
  for (const { name, needs } of containers) {
    const unknown = needs.find((need) => !names.includes(need));
    if (unknown !== undefined) {
      throw new DefinitionError("container_unknown", `Container "${name}" needs "${unknown}", which is not among the containers.`);
    }
  }
}

import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { EnvironmentError } from "../environment-error.ts";
import { firstExecutable } from "../native/find-program.ts";
import { dockerError } from "./docker-error.ts";

const run = promisify(execFile);

/** Docker's command line, with an engine that answers. */
export interface Docker {
  /** As the engine and Compose state them. */
  readonly version: { readonly engine: string; readonly compose: string };
  /** @returns standard output @throws EnvironmentError */
  run(args: readonly string[], options?: DockerRun): Promise<string>;
}

export interface DockerRun {
  /** Default 600: images are loaded. */
  readonly timeoutSeconds?: number;
  /** Added to those that Docker was found with. */
  readonly environment?: Readonly<Record<string, string>>;
}

export interface DockerPlace {
  /** Folders as in the variable PATH. */
  readonly searchPath: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** `start_interval` of a health check came with engine 25; variables in the address range of a network with Compose 2.24. */
const LEAST = { engine: [25, 0], compose: [2, 24] } as const;
const INSTALL =
  "Install Docker Engine with its Compose plugin, https://docs.docker.com/engine/install, or run without: platform stack deploy --target native";

/**
 * @throws EnvironmentError `program_missing`, `program_too_old`, `docker_unreachable`
 */
export async function findDocker({ searchPath, environment }: DockerPlace): Promise<Docker> {
  const file = await firstExecutable(["docker"], searchPath);
  if (file === undefined) {
    throw new EnvironmentError("program_missing", "Docker is not installed: no docker in the PATH.", INSTALL);
  }
  const docker = async (args: readonly string[], { timeoutSeconds = 600, environment: more = {} }: DockerRun = {}) => {
    try {
      const env = { ...environment, PATH: searchPath, ...more };
      const { stdout } = await run(file, [...args], { env, timeout: timeoutSeconds * 1000, maxBuffer: 64 * 2 ** 20 });
      return stdout;
    } catch (cause) {
      throw dockerError(args, cause);
    }
  };
  const engine = (await docker(["version", "--format", "{{.Server.Version}}"], { timeoutSeconds: 30 })).trim();
  requireVersion("Docker Engine", engine, LEAST.engine);
  const compose = await docker(["compose", "version", "--short"], { timeoutSeconds: 30 }).catch((cause: unknown) => {
    throw new EnvironmentError("program_missing", "Docker has no Compose plugin.", INSTALL, { cause });
  });
  requireVersion("Docker Compose", compose.trim().replace(/^v/, ""), LEAST.compose);
  return { version: { engine, compose: compose.trim() }, run: docker };
}

function requireVersion(title: string, version: string, [major, minor]: readonly [number, number]): void {
  const [foundMajor = 0, foundMinor = 0] = version.split(".").map((part) => Number.parseInt(part, 10) || 0);
  if (foundMajor < major || (foundMajor === major && foundMinor < minor)) {
    throw new EnvironmentError("program_too_old", `${title} ${version} is too old; ${major}.${minor} or newer is needed.`, INSTALL);
  }
}

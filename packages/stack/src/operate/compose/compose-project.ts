import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { parseEnv } from "node:util";
import type { StateFolder } from "../deployment/state-folder.ts";
import { EnvironmentError } from "../environment-error.ts";
import type { Docker } from "./docker.ts";

/** What a deploy is told beside the definitions, and every later command must know again. Absolute paths. */
export interface ComposeChoices {
  /** Variables, as `.env.example` lists them. */
  readonly envFile?: string;
  readonly secretsFolder: string;
  /** Holds the programs of the platform's own containers. */
  readonly programFolder: string;
  /** `proxy`, or the platform's name for its own containers. */
  readonly profiles: readonly string[];
}

/** A container, as Compose tells of it. @see https://docs.docker.com/reference/cli/docker/compose/ps/ */
export interface ComposeContainer {
  readonly ID: string;
  readonly Service: string;
  readonly Image: string;
  readonly State: string;
  readonly Health: string;
  readonly ExitCode: number;
}

/** What Compose makes of a file and its variables. */
export interface ComposeModel {
  readonly name: string;
  readonly services: Readonly<Record<string, ComposeModelService>>;
  readonly secrets?: Readonly<Record<string, { readonly file?: string }>>;
}

interface ComposeModelService {
  readonly image: string;
  readonly command?: readonly string[] | null;
  readonly ports?: readonly ComposePort[];
  readonly volumes?: readonly { readonly type: string; readonly source?: string; readonly bind?: { readonly create_host_path?: boolean } }[];
}

interface ComposePort {
  readonly host_ip?: string;
  readonly target: number;
  readonly published?: string;
}

/** Docker Compose on one file of ours. */
export interface ComposeProject {
  run(args: readonly string[], options?: { readonly timeoutSeconds?: number }): Promise<string>;
  model(): Promise<ComposeModel>;
  containers(): Promise<readonly ComposeContainer[]>;
}

const PATHS = ["SECRETS_FOLDER", "PROGRAM_FOLDER", "SYNTHETICS_FOLDER"] as const;

/**
 * @param folder - of generated files, with `compose/compose.yaml`
 * @throws EnvironmentError `file_unreadable` for the file of variables
 */
export async function openProject(docker: Docker, state: StateFolder, folder: string, choices: ComposeChoices): Promise<ComposeProject> {
  const environment = { ...(await variablesOf(choices)), METRICS_FOLDER: state.metrics };
  const file = join(folder, "compose/compose.yaml");
  const options = [
    ...["--file", file],
    ...(choices.envFile === undefined ? [] : ["--env-file", choices.envFile]),
    ...choices.profiles.flatMap((profile) => ["--profile", profile]),
  ];
  const run: ComposeProject["run"] = (args, more = {}) => docker.run(["compose", ...options, ...args], { ...more, environment });
  return {
    run,
    model: async () => JSON.parse(await run(["config", "--format", "json"], { timeoutSeconds: 60 })) as ComposeModel,
    // One line for each, or a list, by the version of Compose.
    containers: async () => {
      const text = (await run(["ps", "--all", "--format", "json"], { timeoutSeconds: 60 })).trim();
      return text.startsWith("[") ? JSON.parse(text) : text === "" ? [] : text.split("\n").map((line) => JSON.parse(line) as ComposeContainer);
    },
  };
}

/** Paths in a file of variables are seen from its own folder. */
async function variablesOf({ envFile, secretsFolder, programFolder }: ComposeChoices): Promise<Readonly<Record<string, string>>> {
  const usual = { SECRETS_FOLDER: secretsFolder, PROGRAM_FOLDER: programFolder };
  if (envFile === undefined) {
    return usual;
  }
  const text = await readFile(envFile, "utf8").catch((cause: unknown) => {
    throw new EnvironmentError("file_unreadable", `The file of variables ${envFile} cannot be read.`, "Copy deploy/compose/.env.example to it.", {
      cause,
    });
  });
  const written = parseEnv(text);
  const paths = PATHS.flatMap((name) => (written[name] ? [[name, resolve(dirname(envFile), written[name])] as const] : []));
  return { ...usual, ...Object.fromEntries(paths) };
}

/** Where a service is reached on this machine, by the port inside of its container. */
export function localUrl({ services }: ComposeModel, service: string, target: number): string | undefined {
  const published = services[service]?.ports?.find((port) => port.target === target)?.published;
  return published === undefined ? undefined : `http://127.0.0.1:${published}`;
}

import { EnvironmentError } from "../environment-error.ts";
import type { Program } from "../native/program.ts";
import { askingBy, type Endpoint } from "../web/endpoint.ts";
import type { WebSettings } from "../web/web-settings.ts";
import { readRecordFile } from "./record-file.ts";
import { type StateFolder, writeAtomically } from "./state-folder.ts";

/** A program of a deployment, with what there is to know of it without its configuration. */
export interface DeployedProgram extends Program {
  /** As the program states it. */
  readonly version: string;
  /** Answers 200 once it has read its configuration again; a program without one has none to read. */
  readonly reloadUrl?: string;
  /** How it is guarded; default not at all. */
  readonly web?: WebSettings;
}

/** What is deployed in a folder, as its last deploy left it. */
export interface DeploymentRecord {
  /** Of this format. */
  readonly format: 1;
  readonly platform: string;
  /** `deploying` from the first change until all of it works: left behind only by a deploy that was ended from outside. */
  readonly phase: "deploying" | "deployed";
  /** Generation of the configuration in use. */
  readonly config: string;
  /** As before the deploy that has begun. */
  readonly before?: Omit<DeploymentRecord, "before">;
  /** In the order in which they start. */
  readonly programs: readonly DeployedProgram[];
  readonly scrapeIntervalSeconds: number;
}

/**
 * The record of a folder, or undefined before its first deploy.
 *
 * @throws EnvironmentError `folder_foreign` for a deployment in containers, `record_unreadable`
 */
export async function readRecord(state: StateFolder): Promise<DeploymentRecord | undefined> {
  const record = await readRecordFile(state);
  if (record?.target !== undefined) {
    throw new EnvironmentError("folder_foreign", `${state.root} holds a deployment in containers.`, "Name another folder with --state.");
  }
  return record as DeploymentRecord | undefined;
}

export async function writeRecord(state: StateFolder, record: DeploymentRecord): Promise<void> {
  await writeAtomically(state.record, `${JSON.stringify(record, null, 2)}\n`);
}

/**
 * The record of a deploy that came to its end.
 *
 * @throws EnvironmentError `not_deployed`, `deploy_unfinished`
 */
export async function requireDeployed(state: StateFolder): Promise<DeploymentRecord> {
  const record = await readRecord(state);
  if (record === undefined) {
    throw new EnvironmentError("not_deployed", `Nothing is deployed in ${state.root}.`, "Run: platform stack deploy");
  }
  if (record.phase === "deploying") {
    throw new EnvironmentError("deploy_unfinished", `The last deploy in ${state.root} was ended in its middle.`, "Run: platform stack deploy");
  }
  return record;
}

/** Where a program of a deployment answers. */
export function endpointOf({ programs }: DeploymentRecord, name: string): Endpoint {
  const program = programs.find((one) => one.name === name);
  if (program?.readyUrl === undefined) {
    throw new EnvironmentError("program_unknown", `No program "${name}" is deployed.`, "Run: platform stack deploy");
  }
  return { url: new URL(program.readyUrl).origin, ask: askingBy(program.web) };
}

/** How the last deploy in a folder guards what it runs; undefined where it does not, and before the first. */
export async function deployedWeb(state: StateFolder): Promise<WebSettings | undefined> {
  return (await readRecord(state))?.programs.find(({ web }) => web !== undefined)?.web;
}

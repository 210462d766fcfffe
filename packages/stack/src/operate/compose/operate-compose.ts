import { readdir, rm, rmdir } from "node:fs/promises";
import { basename } from "node:path";
import type { CleanupOptions, CleanupReport } from "../deployment/cleanup-stack.ts";
import { alone } from "../deployment/deploy-stack.ts";
import type { LogOptions, ProgramLog } from "../deployment/stack-logs.ts";
import { OWN_ENTRIES, type StateFolder } from "../deployment/state-folder.ts";
import { EnvironmentError } from "../environment-error.ts";
import { type ComposeContainer, type ComposeProject, openProject } from "./compose-project.ts";
import { type ComposeRecord, readComposeRecord, requireCompose } from "./compose-record.ts";
import { type DockerPlace, findDocker } from "./docker.ts";
import { liveFolder } from "./live-files.ts";
import { requireWholeVolumes } from "./restore-mark.ts";
import { stateOf, waitForContainers } from "./wait-for-containers.ts";
import { wakePaused } from "./wake-paused.ts";

export interface ComposeStatus {
  readonly platform: string;
  readonly phase: ComposeRecord["phase"];
  readonly config: string;
  readonly containers: readonly { readonly name: string; readonly image: string; readonly state: ReturnType<typeof stateOf> }[];
}

/** Starts every container of a deployment that does not run. @returns their names */
export async function startCompose(state: StateFolder, place: DockerPlace): Promise<readonly string[]> {
  const { project } = await openDeployed(state, place);
  return alone(state, async () => {
    await requireWholeVolumes(state);
    const before = await working(project);
    await wakePaused(project);
    await project.run(["up", "--detach"], { timeoutSeconds: 1800 });
    await waitForContainers(project);
    return (await working(project)).filter((name) => !before.includes(name));
  });
}

/** Stops every container of a deployment; their data stay. @returns names of those that ran */
export async function stopCompose(state: StateFolder, place: DockerPlace): Promise<readonly string[]> {
  const { project } = await openAny(state, place);
  return alone(state, async () => {
    const before = await working(project);
    await wakePaused(project);
    await project.run(["stop"]);
    return before;
  });
}

export async function restartCompose(state: StateFolder, place: DockerPlace): Promise<readonly string[]> {
  await openDeployed(state, place);
  await requireWholeVolumes(state);
  await stopCompose(state, place);
  return startCompose(state, place);
}

export async function composeStatus(state: StateFolder, place: DockerPlace): Promise<ComposeStatus> {
  const { project, record } = await openAny(state, place);
  const containers = (await project.containers()).map((container) => ({
    name: container.Service,
    image: container.Image,
    state: stateOf(container),
  }));
  return {
    platform: record.platform,
    phase: record.phase,
    config: record.config,
    containers: containers.toSorted((one, other) => (one.name < other.name ? -1 : 1)),
  };
}

/** @throws EnvironmentError `program_unknown` */
export async function composeLogs(state: StateFolder, { program, lines = 20 }: LogOptions, place: DockerPlace): Promise<readonly ProgramLog[]> {
  const { project } = await openAny(state, place);
  const known = [...new Set((await project.containers()).map(({ Service }) => Service))].sort();
  if (program !== undefined && !known.includes(program)) {
    throw new EnvironmentError("program_unknown", `No container "${program}" is deployed.`, `Those deployed: ${known.join(", ") || "none"}.`);
  }
  return Promise.all(
    (program === undefined ? known : [program]).map(async (name) => {
      const text = await project.run(["logs", "--no-color", "--no-log-prefix", "--tail", String(lines), name]);
      return { name, lines: text.trim() === "" ? [] : text.trimEnd().split("\n") };
    }),
  );
}

/** Stops and removes the containers, their network and their data, and what the deployment made in its folder; the backups only when asked. */
export async function cleanupCompose(
  state: StateFolder,
  { dryRun = false, backups = false }: CleanupOptions,
  place: DockerPlace,
): Promise<CleanupReport> {
  const { project } = await openAny(state, place);
  const report = await alone(state, async () => {
    const own = [...OWN_ENTRIES, "live", ...(backups ? ["backups"] : [])] as readonly string[];
    const entries = (await readdir(state.root)).filter((name) => !name.startsWith(basename(state.lockFile)) && name !== basename(state.marker));
    const removed = entries.filter((name) => own.includes(name)).sort();
    const left = entries.filter((name) => !own.includes(name)).sort();
    const containers = (await project.containers()).map(({ Service }) => `container ${Service}`).sort();
    if (!dryRun) {
      await project.run(["down", "--volumes", "--remove-orphans"]);
      await Promise.all(removed.map((name) => rm(`${state.root}/${name}`, { recursive: true, force: true })));
      if (left.length === 0) {
        await rm(state.marker, { force: true });
      }
    }
    return { removed: [...containers, ...removed], left };
  });
  if (!dryRun && report.left.length === 0) {
    // Left where somebody put a file into it in the meantime.
    await Promise.allSettled([rmdir(state.root)]);
  }
  return report;
}

async function working(project: ComposeProject): Promise<readonly string[]> {
  return (await project.containers())
    .filter((container: ComposeContainer) => !["stopped", "failed", "paused", "done"].includes(stateOf(container)))
    .map(({ Service }) => Service)
    .sort();
}

/** A deployment, even one that a deploy has left in its middle. */
export async function openAny(state: StateFolder, place: DockerPlace): Promise<{ readonly project: ComposeProject; readonly record: ComposeRecord }> {
  const record = (await readComposeRecord(state)) ?? (await requireCompose(state));
  return { record, project: await openProject(await findDocker(place), state, liveFolder(state), record.choices) };
}

async function openDeployed(state: StateFolder, place: DockerPlace) {
  await requireCompose(state);
  return openAny(state, place);
}

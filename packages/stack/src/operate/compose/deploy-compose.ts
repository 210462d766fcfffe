import { chmod, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Model, OutputFile } from "@platform/grafana-dashboards";
import { readBackupTimes, writeBackupTimes } from "../backup/backup-times.ts";
import { alone } from "../deployment/deploy-stack.ts";
import { readRecord } from "../deployment/deployment-record.ts";
import { removeOtherGenerations } from "../deployment/generation.ts";
import { claimFolder, requireDisk, type StateFolder } from "../deployment/state-folder.ts";
import { EnvironmentError, withWayBack } from "../environment-error.ts";
import { requireFreePorts } from "../native/port.ts";
import { requireLogin, requireTaken } from "./compose-checks.ts";
import { type ComposeChoices, type ComposeContainer, type ComposeModel, type ComposeProject, openProject } from "./compose-project.ts";
import { type ComposeRecord, readComposeRecord, writeComposeRecord } from "./compose-record.ts";
import { requireSecrets } from "./compose-secrets.ts";
import { type Docker, type DockerPlace, findDocker } from "./docker.ts";
import { type KnownImages, rememberImages } from "./known-images.ts";
import { goLive, liveFolder, stageFiles } from "./live-files.ts";
import { requireWholeVolumes } from "./restore-mark.ts";
import { stateOf, waitForContainers } from "./wait-for-containers.ts";
import { wakePaused } from "./wake-paused.ts";

export interface ComposeSettings extends ComposeChoices, DockerPlace {
  readonly model: Model;
  /** All that is generated from the model. */
  readonly files: readonly OutputFile[];
  /** Load newer images of the same tags first. */
  readonly pull?: boolean;
}

export interface ComposeReport {
  readonly config: string;
  readonly containers: readonly { readonly name: string; readonly image: string; readonly done: "started" | "restarted" | "reloaded" | "kept" }[];
}

/** Read their files again at SIGHUP, and go on with the old ones where they do not take the new. */
const REREADING = ["prometheus", "alertmanager", "blackbox-exporter", "alloy"];

/**
 * Makes the containers on this machine equal to the definitions. Everything that can be looked at beforehand is: Docker, secrets, ports, disk, and
 * each configuration by the program that is to run on it. Only then is anything changed; when a container then does not work, what ran before runs again.
 *
 * @throws EnvironmentError with nothing changed, or with everything changed back
 */
export async function deployCompose(state: StateFolder, settings: ComposeSettings): Promise<ComposeReport> {
  const docker = await findDocker(settings);
  await claimFolder(state);
  return alone(state, async () => {
    await requireOwnTarget(state);
    await requireWholeVolumes(state);
    await requireDisk(state);
    const last = await readComposeRecord(state);
    const before = last?.phase === "deploying" ? last.before : last;
    const config = await stageFiles(state, settings.files);
    let images: KnownImages | undefined;
    try {
      const project = await openProject(docker, state, join(state.config, config), settings);
      const model = await project.model();
      await lookBefore(project, model);
      if (settings.pull) {
        images = await rememberImages(docker, model);
        await project.run(["pull", "--quiet"], { timeoutSeconds: 1800 });
      }
      await requireTaken(docker, join(state.config, config), model);
    } catch (error) {
      // What went wrong first is what the reader must know.
      await Promise.allSettled([images?.bringBack()]);
      await removeOtherGenerations(state.currentConfig, [before?.config]);
      throw error;
    }
    const record = recordOf(config, settings);
    await writeComposeRecord(state, { ...record, phase: "deploying", ...(before !== undefined && { before }) });
    try {
      const report = await apply(docker, state, record);
      await writeComposeRecord(state, record);
      await removeOtherGenerations(state.currentConfig, [config, before?.config]);
      return report;
    } catch (error) {
      const [undone] = await Promise.allSettled([
        (async () => {
          await images?.bringBack();
          await undo(docker, state, record, before);
        })(),
      ]);
      throw before === undefined ? error : withWayBack(error, undone.status === "fulfilled", "platform stack deploy --target compose");
    }
  });
}

async function requireOwnTarget(state: StateFolder): Promise<void> {
  if ((await readComposeRecord(state)) === undefined && (await readRecord(state)) !== undefined) {
    throw new EnvironmentError(
      "folder_foreign",
      `${state.root} holds a deployment without containers.`,
      "Name another folder with --state, or run: platform stack cleanup --yes",
    );
  }
}

/** Everything that could go wrong and can be seen before. */
async function lookBefore(project: ComposeProject, model: ComposeModel): Promise<void> {
  requireLogin(model);
  await requireSecrets(model);
  await requireMounts(model);
  await requireFreePorts(await wantedPorts(project, model));
}

/** Docker would say so only when half of the containers run. */
async function requireMounts({ services }: ComposeModel): Promise<void> {
  const mounts = Object.entries(services).flatMap(([name, { volumes = [] }]) =>
    volumes.flatMap(({ type, source, bind }) =>
      type === "bind" && source !== undefined && bind?.create_host_path !== true ? [{ name, source }] : [],
    ),
  );
  for (const { name, source } of mounts) {
    if ((await stat(source).catch(() => undefined)) === undefined) {
      throw new EnvironmentError(
        "mount_missing",
        `Container ${name} is to see ${source}, which is not there.`,
        "Make it, or name another in the file of variables.",
      );
    }
  }
}

/** Ports on the loopback interface that no container of ours holds already. */
async function wantedPorts(project: ComposeProject, { services }: ComposeModel) {
  const running = (await project.containers()).filter((container) => stateOf(container) !== "stopped").map(({ Service }) => Service);
  return Object.entries(services)
    .filter(([name]) => !running.includes(name))
    .flatMap(([title, { ports = [] }]) => ports.flatMap(({ published }) => (published === undefined ? [] : [{ title, port: Number(published) }])));
}

function recordOf(config: string, { model, envFile, secretsFolder, programFolder, profiles }: ComposeSettings): ComposeRecord {
  const { name, prometheus } = model.platform;
  const choices = { secretsFolder, programFolder, profiles, ...(envFile !== undefined && { envFile }) };
  return {
    format: 1,
    target: "compose",
    platform: name,
    phase: "deployed",
    config,
    choices,
    scrapeIntervalSeconds: prometheus.scrapeIntervalSeconds,
  };
}

async function apply(docker: Docker, state: StateFolder, { config, choices }: ComposeRecord): Promise<ComposeReport> {
  if ((await readBackupTimes(state)).due === 0) {
    await writeBackupTimes(state, {});
  }
  // The node exporter reads the age of the backups there, as a user of its own.
  await chmod(state.metrics, 0o755);
  await goLive(state, config);
  const project = await openProject(docker, state, liveFolder(state), choices);
  await wakePaused(project);
  const earlier = await project.containers();
  await project.run(["up", "--detach", "--remove-orphans", "--quiet-pull"], { timeoutSeconds: 1800 });
  const containers = await waitForContainers(project);
  const isKept = ({ ID }: ComposeContainer) => earlier.some((one) => one.ID === ID && ["working", "done"].includes(stateOf(one)));
  const rereading = containers.filter((container) => isKept(container) && REREADING.includes(container.Service));
  if (rereading.length > 0) {
    await project.run(["kill", "--signal", "SIGHUP", ...rereading.map(({ Service }) => Service)]);
  }
  const done = (container: ComposeContainer): ComposeReport["containers"][number]["done"] =>
    rereading.includes(container)
      ? "reloaded"
      : isKept(container)
        ? "kept"
        : earlier.some(({ Service }) => Service === container.Service)
          ? "restarted"
          : "started";
  return { config, containers: containers.map((container) => ({ name: container.Service, image: container.Image, done: done(container) })) };
}

/** What ran before runs again; after a first deploy nothing does. Volumes stay. */
async function undo(docker: Docker, state: StateFolder, record: ComposeRecord, before: ComposeRecord["before"]): Promise<void> {
  if (before === undefined) {
    const project = await openProject(docker, state, liveFolder(state), record.choices);
    await project.run(["down", "--remove-orphans"]);
    await rm(liveFolder(state), { recursive: true, force: true });
    await rm(state.record, { force: true });
    return;
  }
  await goLive(state, before.config);
  const project = await openProject(docker, state, liveFolder(state), before.choices);
  await project.run(["up", "--detach", "--remove-orphans"]);
  await writeComposeRecord(state, before);
}

import { join } from "node:path";
import { VOLUME_OWNERS } from "../../render/compose/compose-service.ts";
import { type BackupOptions, type BackupReport, type BackupSource, makeBackup } from "../backup/backup-stack.ts";
import { writeBackupTimes } from "../backup/backup-times.ts";
import { type RestoreOptions, type RestoreReport, restoreProved } from "../backup/restore-stack.ts";
import { dropSilences, keepSilences, takeUpSilences } from "../backup/silences.ts";
import type { StateFolder } from "../deployment/state-folder.ts";
import { EnvironmentError } from "../environment-error.ts";
import type { Endpoint } from "../web/endpoint.ts";
import { type ComposeModel, type ComposeProject, localUrl } from "./compose-project.ts";
import { type ComposeRecord, requireCompose } from "./compose-record.ts";
import type { DockerPlace } from "./docker.ts";
import { openAny } from "./operate-compose.ts";
import { markRestore, requireWholeVolumes, unmarkRestore } from "./restore-mark.ts";
import { waitForContainers } from "./wait-for-containers.ts";
import { wakePaused } from "./wake-paused.ts";

/** Whose data are in a backup, where they are, and whose they are. */
const VOLUMES = [
  { name: "prometheus", user: 65_534 },
  { name: "alertmanager", user: 65_534 },
  { name: "grafana", user: 472 },
] as const;

/**
 * Copies the data of Prometheus, Alertmanager and Grafana out of their volumes into an encrypted repository. Grafana stands still while its database is
 * copied; nothing else does.
 *
 * @throws EnvironmentError as `backupStack`, and that of Docker
 */
export async function backupCompose(state: StateFolder, options: BackupOptions, place: DockerPlace): Promise<BackupReport> {
  await requireCompose(state);
  return makeBackup(state, options, async () => {
    await requireWholeVolumes(state);
    const { project, record } = await openAny(state, place);
    await wakePaused(project);
    return sourceOf(project, record, await project.model());
  });
}

function sourceOf(project: ComposeProject, record: ComposeRecord, model: ComposeModel): BackupSource {
  return {
    record,
    prometheus: endpointIn(model, "prometheus", 9090),
    alertmanager: endpointIn(model, "alertmanager", 9093),
    forgetSnapshots: async () => {
      await project.run(["exec", "-T", "prometheus", "rm", "-rf", "/prometheus/snapshots"]);
    },
    copy: async (snapshot, folder) => {
      await project.run(["cp", `prometheus:/prometheus/snapshots/${snapshot}`, join(folder, "prometheus")]);
      await project.run(["cp", "alertmanager:/alertmanager", join(folder, "alertmanager")]);
      // A database that is copied while somebody writes to it may not be whole.
      await project.run(["pause", "grafana"]);
      try {
        await project.run(["cp", "grafana:/var/lib/grafana", join(folder, "grafana")]);
      } finally {
        await project.run(["unpause", "grafana"]);
      }
    },
  };
}

/**
 * Proves a backup by a Prometheus on its data, then stops the containers and puts the data in the place of those in their volumes, which stay beside
 * them until all containers work, and come back if one does not.
 *
 * @throws EnvironmentError as `restoreStack`, and that of Docker
 */
export async function restoreCompose(state: StateFolder, options: RestoreOptions, place: DockerPlace): Promise<RestoreReport> {
  const { platform } = await requireCompose(state);
  return restoreProved(state, options, platform, async (folder, { createdAt }) => {
    const { project } = await openAny(state, place);
    const model = await project.model();
    await wakePaused(project);
    await keepSilences(state, folder);
    await project.run(["stop"]);
    await markRestore(state);
    try {
      await inVolumes(
        project,
        folder,
        VOLUMES.map(({ name, user }) => putInPlace(name, user)),
      );
      await project.run(["up", "--detach"]);
      const containers = await waitForContainers(project);
      await takeUpSilences(state, () => endpointIn(model, "alertmanager", 9093));
      await inVolumes(
        project,
        folder,
        VOLUMES.map(({ name }) => `rm -rf /data/${name}/${BEFORE}`),
      );
      await unmarkRestore(state);
      await writeBackupTimes(state, { lastSuccess: createdAt });
      return containers.map(({ Service }) => Service).filter((name) => name !== VOLUME_OWNERS);
    } catch (error) {
      await Promise.allSettled([back(state, project, folder)]);
      throw error;
    }
  });
}

/** The data before the restore, all of them, beside the restored ones in the same volume: to move them takes no time and no space. */
const BEFORE = ".before-restore";

/** While those are moved, there or back: part of them is here, the other part in the volume, and nothing else is. */
const MOVING = ".before-restore.moving";

/** After a restore that was ended in its middle the data before it come back first: they are the ones to keep. */
function putInPlace(name: string, user: number): string {
  const volume = `/data/${name}`;
  return [
    putBack(name),
    `mkdir ${volume}/${MOVING}`,
    `find ${volume} -mindepth 1 -maxdepth 1 ! -name ${MOVING} -exec mv {} ${volume}/${MOVING}/ ';'`,
    `mv ${volume}/${MOVING} ${volume}/${BEFORE}`,
    `cp -R /backup/${name}/. ${volume}/`,
    `chown -R ${user}:${user} ${volume}`,
  ].join("; ");
}

/** May itself be ended anywhere and run again. A volume whose data were not yet moved is left alone. */
function putBack(name: string): string {
  const volume = `/data/${name}`;
  const clear = `find ${volume} -mindepth 1 -maxdepth 1 ! -name ${BEFORE} -exec rm -rf {} ';'; mv ${volume}/${BEFORE} ${volume}/${MOVING}`;
  const move = `find ${volume}/${MOVING} -mindepth 1 -maxdepth 1 -exec mv {} ${volume}/ ';'; rmdir ${volume}/${MOVING}`;
  return `if [ -d ${volume}/${BEFORE} ]; then ${clear}; fi; if [ -d ${volume}/${MOVING} ]; then ${move}; fi`;
}

async function back(state: StateFolder, project: ComposeProject, folder: string): Promise<void> {
  await project.run(["stop"]);
  await inVolumes(
    project,
    folder,
    VOLUMES.map(({ name }) => putBack(name)),
  );
  await dropSilences(state);
  await unmarkRestore(state);
  await project.run(["up", "--detach"]);
}

/** Where every volume is at hand, as the one who may write all of them. */
async function inVolumes(project: ComposeProject, folder: string, commands: readonly string[]): Promise<void> {
  const rights = ["CHOWN", "DAC_OVERRIDE", "FOWNER"].flatMap((right) => ["--cap-add", right]);
  const mount = ["--volume", `${folder}:/backup:ro`];
  await project.run(["run", "--rm", "--no-deps", "-T", ...rights, ...mount, VOLUME_OWNERS, "sh", "-c", `set -e; ${commands.join("; ")}`]);
}

function endpointIn(model: ComposeModel, name: string, port: number): Endpoint {
  const url = localUrl(model, name, port);
  if (url === undefined) {
    throw new EnvironmentError("program_unknown", `No container "${name}" is deployed.`, "Run: platform stack deploy --target compose");
  }
  return { url, ask: fetch };
}

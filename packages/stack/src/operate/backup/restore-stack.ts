import { cp, mkdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { alone } from "../deployment/deploy-stack.ts";
import { type DeploymentRecord, readRecord, writeRecord } from "../deployment/deployment-record.ts";
import { currentGeneration, removeOtherGenerations, switchTo } from "../deployment/generation.ts";
import { startStopped, stopRunning } from "../deployment/start-stop.ts";
import { claimFolder, requireDisk, type StateFolder, writeError } from "../deployment/state-folder.ts";
import { EnvironmentError } from "../environment-error.ts";
import { requireWeb } from "../web/web-settings.ts";
import type { BackupOptions } from "./backup-stack.ts";
import { writeBackupTimes } from "./backup-times.ts";
import { type BackupManifest, readBackupManifest } from "./manifest.ts";
import { proveData } from "./prove-data.ts";
import { openRepository, type Repository, TAG } from "./restic.ts";
import { dropSilences, keepSilences } from "./silences.ts";

export interface RestoreOptions extends Omit<BackupOptions, "remote"> {
  /** Id of a backup; default the latest of the platform that is deployed. */
  readonly snapshot?: string;
  /** Prove that it can be restored, and change nothing. */
  readonly verify?: boolean;
}

export interface RestoreReport {
  readonly snapshot: string;
  /** Unix seconds. */
  readonly createdAt: number;
  /** Series that answered the proof, of each job one. */
  readonly proved: number;
  /** Programs that run on it now; none where it was only proved. */
  readonly started: readonly string[];
}

/**
 * Reads a backup into a folder of its own, proves it by a Prometheus that is asked what the live one was asked at the time, and only then puts it in
 * the place of what is there. What was there stays until the next restore, and comes back if a program does not start.
 *
 * @throws EnvironmentError `backup_missing`, `backup_ambiguous`, `backup_key_wrong`, `backup_failed`, `backup_damaged`, `backup_unproved`, `config_refused`, with
 *   nothing changed
 */
export async function restoreStack(state: StateFolder, options: RestoreOptions): Promise<RestoreReport> {
  return restoreProved(state, options, (await readRecord(state))?.platform, (folder, { root, record, createdAt }) => {
    if ("target" in record) {
      throw new EnvironmentError(
        "folder_foreign",
        "The backup is that of a deployment in containers.",
        "Deploy with --target compose first, then restore.",
      );
    }
    return replace(state, folder, { createdAt, record: relocated(root, record, state) });
  });
}

/** As {@link restoreStack}, to anywhere. @param platform - what is deployed @param use - puts what is proved into its place, and returns what was started */
export async function restoreProved(
  state: StateFolder,
  options: RestoreOptions,
  platform: string | undefined,
  use: (folder: string, manifest: BackupManifest) => Promise<readonly string[]>,
): Promise<RestoreReport> {
  const repository = await openRepository({ ...options, location: options.repository ?? state.backups });
  const snapshot = await findSnapshot(repository, { wanted: options.snapshot, platform });
  await claimFolder(state);
  return alone(state, async () => {
    await requireDisk(state);
    try {
      const folder = await read(state, repository, snapshot);
      const manifest = await readBackupManifest(folder);
      await proveData(folder, manifest.proof, options);
      const started = options.verify ? [] : await use(folder, manifest);
      return { snapshot: snapshot.short_id, createdAt: manifest.createdAt, proved: manifest.proof.answer.length, started };
    } finally {
      await rm(state.staging, REMOVAL);
    }
  });
}

/** A restic whose command was killed may go on writing for a while. */
const REMOVAL = { recursive: true, force: true, maxRetries: 10 } as const;

interface Snapshot {
  readonly id: string;
  readonly short_id: string;
  readonly time: string;
  /** The platform. */
  readonly hostname: string;
}

interface Wanted {
  /** Begin of an id. */
  readonly wanted: string | undefined;
  /** What is deployed: the data of another have no place in it. */
  readonly platform: string | undefined;
}

async function findSnapshot(repository: Repository, { wanted, platform }: Wanted): Promise<Snapshot> {
  const ours = platform === undefined ? [] : ["--host", platform];
  const all = JSON.parse(await repository.run(["snapshots", "--json", "--tag", TAG, ...ours])) as readonly Snapshot[];
  const latest = new Map(all.toSorted((one, other) => one.time.localeCompare(other.time)).map((snapshot) => [snapshot.hostname, snapshot]));
  if (wanted === undefined && latest.size > 1) {
    const choice = [...latest.values()].map(({ hostname, short_id, time }) => `${hostname} ${short_id} of ${time.slice(0, 19)}`).sort();
    throw new EnvironmentError(
      "backup_ambiguous",
      `${repository.location} holds backups of ${latest.size} platforms, and none is deployed in this folder: ${choice.join(", ")}.`,
      "Choose one with --snapshot.",
    );
  }
  const found = wanted === undefined ? [...latest.values()][0] : all.find(({ id }) => id.startsWith(wanted));
  if (found === undefined) {
    const ids = all.map(({ short_id }) => short_id).join(", ") || "none";
    const what = `${wanted ?? "of a stack"}${platform === undefined ? "" : ` of platform ${platform}`}`;
    throw new EnvironmentError("backup_missing", `${repository.location} holds no backup ${what}.`, `Those there: ${ids}.`);
  }
  return found;
}

/** @returns folder with the content of the backup, into which no restic of another restore writes */
async function read(state: StateFolder, repository: Repository, { id }: Snapshot): Promise<string> {
  const target = join(state.staging, `restore-${Date.now()}`);
  await rm(state.staging, REMOVAL);
  await repository.run(["restore", id, "--target", target, "--verify"]);
  return target;
}

interface Restored {
  /** Unix seconds. */
  readonly createdAt: number;
  readonly record: DeploymentRecord;
}

async function replace(state: StateFolder, folder: string, { createdAt, record: restored }: Restored): Promise<readonly string[]> {
  const before = await readRecord(state);
  requireGuard(before, restored);
  await requireWeb(restored.programs);
  const oldData = await currentGeneration(state.currentData);
  const newData = `${Date.now()}`;
  try {
    await mkdir(join(state.data, newData), { mode: 0o700 });
    await rename(join(folder, "prometheus"), join(state.data, newData, "prometheus"));
    await rename(join(folder, "alertmanager"), join(state.data, newData, "alertmanager"));
    if ((await stat(join(state.config, restored.config)).catch(() => undefined)) === undefined) {
      await cp(join(folder, "config"), join(state.config, restored.config), { recursive: true });
    }
  } catch (cause) {
    await rm(join(state.data, newData), { recursive: true, force: true });
    throw writeError(state.data, cause);
  }
  await keepSilences(state, folder);
  await stopRunning(state);
  try {
    await use(state, newData, restored);
    const started = await startStopped(state);
    await removeOtherGenerations(state.currentData, [newData, oldData]);
    await writeBackupTimes(state, { lastSuccess: createdAt });
    return started;
  } catch (error) {
    await Promise.allSettled([back(state, oldData, before)]);
    throw error;
  }
}

/** A restore takes no password away. */
function requireGuard(before: DeploymentRecord | undefined, restored: DeploymentRecord): void {
  const isGuarded = ({ programs }: DeploymentRecord) => programs.some(({ web }) => web !== undefined);
  if (before !== undefined && isGuarded(before) && !isGuarded(restored)) {
    throw new EnvironmentError(
      "config_refused",
      "The backup was made before Prometheus and Alertmanager asked for a password, and would run without one.",
      "Run: platform stack deploy --protect none, then restore, then deploy with --protect again.",
    );
  }
}

async function use(state: StateFolder, data: string, record: DeploymentRecord): Promise<void> {
  await switchTo(state.currentData, data);
  await switchTo(state.currentConfig, record.config);
  await writeRecord(state, record);
}

/** What was there before, running again. */
async function back(state: StateFolder, data: string | undefined, record: DeploymentRecord | undefined): Promise<void> {
  await dropSilences(state);
  if (data !== undefined && record !== undefined) {
    await stopRunning(state);
    await use(state, data, record);
    await startStopped(state);
  }
}

/** The record as it is in this state folder, which need not be the one of which the backup was made. */
function relocated(root: string, record: DeploymentRecord, state: StateFolder): DeploymentRecord {
  const quoted = (text: string) => JSON.stringify(text).slice(1, -1);
  return JSON.parse(JSON.stringify(record).replaceAll(`${quoted(root)}/`, `${quoted(state.root)}/`)) as DeploymentRecord;
}

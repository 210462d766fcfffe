import { cp, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { alone } from "../deployment/deploy-stack.ts";
import { type DeploymentRecord, endpointOf, requireDeployed } from "../deployment/deployment-record.ts";
import { requireDisk, requireFolder, type StateFolder, writeError } from "../deployment/state-folder.ts";
import { EnvironmentError } from "../environment-error.ts";
import { askAt, querySamples } from "../health/prometheus-api.ts";
import type { Endpoint } from "../web/endpoint.ts";
import { writeBackupTimes } from "./backup-times.ts";
import { type BackedUpRecord, type BackupManifest, MANIFEST_FILE, PROOF_QUERY } from "./manifest.ts";
import { ensureRepository, openRepository, type Repository, TAG } from "./restic.ts";
import { saveSilences } from "./silences.ts";

export interface BackupOptions {
  /** Holds the password of the repositories. */
  readonly passwordFile: string;
  /** Default the state folder's own. */
  readonly repository?: string;
  /** Repository elsewhere, to which each backup is copied; default none. */
  readonly remote?: string;
  readonly searchPath: string;
  /** Variables with the credentials of the remote one. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

export interface BackupReport {
  readonly snapshot: string;
  readonly repository: string;
  readonly remote?: string;
  /** Of what was backed up. */
  readonly bytes: number;
}

/** Days for which backups are kept. The last one is kept however old it is. */
const KEPT_DAYS = { local: 30, remote: 90 } as const;

/** Where the data of a backup come from, whatever runs it. */
export interface BackupSource {
  readonly record: BackedUpRecord;
  readonly prometheus: Endpoint;
  readonly alertmanager: Endpoint;
  /** Removes what a backup that was ended in its middle has left: it keeps blocks that Prometheus has long given up. */
  readonly forgetSnapshots: () => Promise<void>;
  /** Brings a snapshot of Prometheus, Alertmanager's files and what else there is into a folder, each by the name of its program. */
  readonly copy: (snapshot: string, folder: string) => Promise<void>;
}

/**
 * Copies the time series through Prometheus' own snapshot, Alertmanager's silences and notification log, and the configuration into a restic
 * repository, and forgets what is older than 30 days there, and than 90 days in the remote one. Nothing stops meanwhile.
 *
 * @throws EnvironmentError `not_deployed`, `deploy_unfinished`, `backup_failed`, `backup_key_wrong`, `secret_unreadable`, `secret_weak`, `disk_full`
 */
export async function backupStack(state: StateFolder, options: BackupOptions): Promise<BackupReport> {
  await requireFolder(state);
  return makeBackup(state, options, async () => nativeSource(state, await requireDeployed(state)));
}

/** As {@link backupStack}, from anywhere. @param open - called by whoever holds the lock */
export async function makeBackup(state: StateFolder, options: BackupOptions, open: () => Promise<BackupSource>): Promise<BackupReport> {
  const local = await openRepository({ ...options, location: options.repository ?? state.backups });
  const remote = options.remote === undefined ? undefined : await openRepository({ ...options, location: options.remote });
  return alone(state, async () => {
    const source = await open();
    const { platform } = source.record;
    await requireDisk(state);
    const folder = join(state.staging, "backup");
    try {
      await collect(state, source, folder);
      await ensureRepository(local);
      const written = await local.run(["backup", "--json", "--host", platform, "--tag", TAG, "."], { cwd: folder });
      const { snapshot_id: snapshot, total_bytes_processed: bytes } = summaryOf(written);
      await forget(local, platform, KEPT_DAYS.local);
      if (remote !== undefined) {
        await ensureRepository(remote, { like: local });
        await remote.run(["copy", "--from-repo", local.location, snapshot]);
        await forget(remote, platform, KEPT_DAYS.remote);
      }
      await writeBackupTimes(state, { lastSuccess: Date.now() / 1000 });
      return { snapshot, repository: local.location, bytes, ...(remote !== undefined && { remote: remote.location }) };
    } finally {
      await rm(state.staging, { recursive: true, force: true });
    }
  });
}

function nativeSource(state: StateFolder, record: DeploymentRecord): BackupSource {
  const snapshots = join(state.currentData, "prometheus/snapshots");
  return {
    record,
    prometheus: endpointOf(record, "prometheus"),
    alertmanager: endpointOf(record, "alertmanager"),
    forgetSnapshots: () => rm(snapshots, { recursive: true, force: true }),
    copy: async (snapshot, folder) => {
      await rename(join(snapshots, snapshot), join(folder, "prometheus"));
      await cp(join(state.currentData, "alertmanager"), join(folder, "alertmanager"), { recursive: true });
    },
  };
}

/** Everything of a backup, in one folder. */
async function collect(state: StateFolder, source: BackupSource, folder: string): Promise<void> {
  const { record, prometheus, alertmanager } = source;
  const proof = await proofOf(source);
  await source.forgetSnapshots();
  const snapshot = await takeSnapshot(prometheus);
  const manifest: BackupManifest = { format: 1, createdAt: Date.now() / 1000, root: state.root, record, proof };
  try {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await source.copy(snapshot, folder);
    await cp(join(state.config, record.config), join(folder, "config"), { recursive: true });
    await saveSilences(alertmanager, folder);
    await writeFile(join(folder, MANIFEST_FILE), `${JSON.stringify(manifest, null, 2)}\n`);
  } catch (cause) {
    await source.forgetSnapshots();
    throw cause instanceof EnvironmentError ? cause : writeError(folder, cause);
  }
}

/** Asked for a time whose scrapes have all come in. */
async function proofOf({ record, prometheus }: BackupSource): Promise<BackupManifest["proof"]> {
  const at = Date.now() / 1000 - Math.min(10, record.scrapeIntervalSeconds) - 1;
  const answer = await querySamples(askAt(prometheus), PROOF_QUERY, at).catch((cause: unknown) => {
    throw unanswered(cause);
  });
  if (answer.length === 0) {
    throw new EnvironmentError("backup_failed", "Prometheus has no data yet.", "Wait for the first scrapes; platform stack health tells of them.");
  }
  return { query: PROOF_QUERY, at, answer };
}

/** Blocks of all data up to now, which share their files with the live ones until those are compacted. */
async function takeSnapshot(prometheus: Endpoint): Promise<string> {
  const response = await prometheus.ask(`${prometheus.url}/api/v1/admin/tsdb/snapshot`, { method: "POST" }).catch((cause: unknown) => {
    throw unanswered(cause);
  });
  const { status, data, error } = (await response.json()) as { status: string; data?: { name: string }; error?: string };
  if (status !== "success" || data === undefined) {
    throw new EnvironmentError(
      "backup_failed",
      `Prometheus takes no snapshot: ${error ?? response.status}.`,
      "platform stack logs prometheus tells why.",
    );
  }
  return data.name;
}

function unanswered(cause: unknown): EnvironmentError {
  return new EnvironmentError("backup_failed", "Prometheus does not answer.", "Run: platform stack start", { cause });
}

function summaryOf(text: string): { readonly snapshot_id: string; readonly total_bytes_processed: number } {
  const line = text.split("\n").findLast((one) => one.includes('"summary"')) ?? "{}";
  return JSON.parse(line);
}

/** Only of this platform, and never the last one. */
async function forget(repository: Repository, platform: string, days: number): Promise<void> {
  const ours = ["--host", platform, "--tag", TAG, "--group-by", "host,tags"];
  await repository.run(["forget", ...ours, "--keep-within", `${days}d`, "--keep-last", "1", "--prune"]);
}

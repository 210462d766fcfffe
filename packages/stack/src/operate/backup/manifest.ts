import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ComposeRecord } from "../compose/compose-record.ts";
import type { DeploymentRecord } from "../deployment/deployment-record.ts";
import { EnvironmentError } from "../environment-error.ts";
import type { Sample } from "../health/prometheus-api.ts";

/** Of the deployment that was backed up, by what ran it. */
export type BackedUpRecord = DeploymentRecord | ComposeRecord;

/** What a backup says of itself; it lies in it, and is authenticated with it. */
export interface BackupManifest {
  readonly format: 1;
  /** Unix seconds. */
  readonly createdAt: number;
  /** State folder of the deployment, absolute. */
  readonly root: string;
  readonly record: BackedUpRecord;
  readonly proof: Proof;
}

/** A question to which the data gave this answer when it was copied; restored data must give the same. */
export interface Proof {
  readonly query: string;
  /** Unix seconds. */
  readonly at: number;
  readonly answer: readonly Sample[];
}

/** Samples of each job within the last hour: of each target the newest data counts as well as the oldest. */
export const PROOF_QUERY = "sum by (job) (count_over_time(up[1h]))";

export const MANIFEST_FILE = "backup.json";

/**
 * @throws EnvironmentError `backup_damaged`
 */
export async function readBackupManifest(folder: string): Promise<BackupManifest> {
  const text = await readFile(join(folder, MANIFEST_FILE), "utf8").catch(() => "{}");
  const manifest = JSON.parse(text) as Partial<BackupManifest>;
  if (manifest.format !== 1) {
    throw new EnvironmentError(
      "backup_damaged",
      "The backup does not say what it is: it was not made by platform stack.",
      "Choose another with --snapshot.",
    );
  }
  return manifest as BackupManifest;
}

/** Equal whatever the order in which Prometheus answers. */
export function isSameAnswer(one: readonly Sample[], other: readonly Sample[]): boolean {
  const text = (samples: readonly Sample[]) => JSON.stringify(samples.map(({ labels, value }) => [labels.job ?? "", value]).sort());
  return text(one) === text(other);
}

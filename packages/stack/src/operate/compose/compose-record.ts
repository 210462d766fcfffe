import { readRecordFile } from "../deployment/record-file.ts";
import { type StateFolder, writeAtomically } from "../deployment/state-folder.ts";
import { EnvironmentError } from "../environment-error.ts";
import type { ComposeChoices } from "./compose-project.ts";

/** What is deployed in containers, as its last deploy left it. */
export interface ComposeRecord {
  readonly format: 1;
  readonly target: "compose";
  readonly platform: string;
  /** `deploying` from the first change until all of it works. */
  readonly phase: "deploying" | "deployed";
  /** Generation of the configuration in use. */
  readonly config: string;
  readonly choices: ComposeChoices;
  readonly scrapeIntervalSeconds: number;
  /** As before the deploy that has begun. */
  readonly before?: Omit<ComposeRecord, "before">;
}

/** The record of a folder whose deployment is in containers; undefined for another, and before the first deploy. */
export async function readComposeRecord(state: StateFolder): Promise<ComposeRecord | undefined> {
  const record = await readRecordFile(state);
  return record?.target === "compose" ? (record as ComposeRecord) : undefined;
}

export async function writeComposeRecord(state: StateFolder, record: ComposeRecord): Promise<void> {
  await writeAtomically(state.record, `${JSON.stringify(record, null, 2)}\n`);
}

/**
 * @throws EnvironmentError `not_deployed`, `deploy_unfinished`
 */
export async function requireCompose(state: StateFolder): Promise<ComposeRecord> {
  const record = await readComposeRecord(state);
  if (record === undefined) {
    throw new EnvironmentError(
      "not_deployed",
      `Nothing is deployed in containers from ${state.root}.`,
      "Run: platform stack deploy --target compose",
    );
  }
  if (record.phase === "deploying") {
    throw new EnvironmentError(
      "deploy_unfinished",
      `The last deploy in ${state.root} was ended in its middle.`,
      "Run: platform stack deploy --target compose",
    );
  }
  return record;
}

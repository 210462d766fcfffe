import { runningDaemon } from "./daemon.ts";
import { readRecord } from "./deployment-record.ts";
import { requireFolder, type StateFolder } from "./state-folder.ts";

/** What is deployed and whether it runs, without asking any program. */
export interface StackStatus {
  readonly platform: string;
  readonly phase: "deploying" | "deployed" | "nothing";
  readonly config: string;
  readonly programs: readonly ProgramStatus[];
}

export interface ProgramStatus {
  readonly name: string;
  readonly version: string;
  readonly state: "running" | "stopped";
  readonly pid?: number;
  readonly ports: readonly number[];
}

/**
 * @throws EnvironmentError `not_deployed`
 */
export async function stackStatus(state: StateFolder): Promise<StackStatus> {
  await requireFolder(state);
  const record = await readRecord(state);
  if (record === undefined) {
    return { platform: "", phase: "nothing", config: "", programs: [] };
  }
  const programs = await Promise.all(
    record.programs.map(async ({ name, version, ports }): Promise<ProgramStatus> => {
      const daemon = await runningDaemon(state, name);
      return daemon === undefined ? { name, version, state: "stopped", ports } : { name, version, state: "running", pid: daemon.pid, ports };
    }),
  );
  return { platform: record.platform, phase: record.phase, config: record.config, programs };
}

import { takeUpSilences } from "../backup/silences.ts";
import { requireFreePorts } from "../native/port.ts";
import { refreshWebConfig } from "../web/web-config.ts";
import { runningDaemon, runningDaemons, startDaemon, stopDaemon } from "./daemon.ts";
import { alone } from "./deploy-stack.ts";
import { endpointOf, readRecord, requireDeployed } from "./deployment-record.ts";
import { requireFolder, type StateFolder } from "./state-folder.ts";

/**
 * Starts every program of a deployment that does not run. When one cannot start, those that this call started are stopped again.
 *
 * @returns names of the programs that were started
 * @throws EnvironmentError `not_deployed`, `deploy_unfinished`, `port_in_use`, or that of the program
 */
export function startStack(state: StateFolder): Promise<readonly string[]> {
  return changing(state, () => startStopped(state));
}

/**
 * Stops every program of a deployment, the latest start first, and whatever else runs in its folder, such as what a deploy that was ended in
 * its middle has left.
 *
 * @returns names of the programs that ran
 */
export function stopStack(state: StateFolder): Promise<readonly string[]> {
  return changing(state, () => stopRunning(state));
}

/** Stops and starts every program of a deployment. */
export function restartStack(state: StateFolder): Promise<readonly string[]> {
  return changing(state, async () => {
    const { programs } = await requireDeployed(state);
    // What cannot be guarded again is not stopped.
    await refreshWebConfig(state, programs);
    await stopRunning(state);
    return startStopped(state);
  });
}

/** As {@link startStack}, for those who hold the lock. */
export async function startStopped(state: StateFolder): Promise<readonly string[]> {
  const record = await requireDeployed(state);
  const { programs } = record;
  const daemons = await Promise.all(programs.map(({ name }) => runningDaemon(state, name)));
  const stopped = programs.filter((_, index) => daemons[index] === undefined);
  await requireFreePorts(stopped.flatMap(({ title, ports }) => ports.map((port) => ({ port, title }))));
  await refreshWebConfig(state, programs);
  const started: string[] = [];
  try {
    for (const program of stopped) {
      started.push(program.name);
      await startDaemon(state, program);
    }
  } catch (error) {
    await Promise.allSettled(started.map((name) => stopDaemon(state, name)));
    throw error;
  }
  await takeUpSilences(state, () => endpointOf(record, "alertmanager"));
  return started;
}

/** As {@link stopStack}, for those who hold the lock. */
export async function stopRunning(state: StateFolder): Promise<readonly string[]> {
  const record = await readRecord(state);
  const known = [...(record?.programs ?? []), ...(record?.before?.programs ?? [])].map(({ name }) => name);
  const running = await runningDaemons(state);
  const names = [...new Set([...known, ...running])].filter((name) => running.includes(name)).toReversed();
  for (const name of names) {
    await stopDaemon(state, name);
  }
  return names;
}

async function changing<T>(state: StateFolder, work: () => Promise<T>): Promise<T> {
  await requireFolder(state);
  return alone(state, work);
}

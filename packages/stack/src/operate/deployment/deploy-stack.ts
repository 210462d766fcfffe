import { rm } from "node:fs/promises";
import type { OutputFile } from "@platform/grafana-dashboards";
import { readBackupTimes, writeBackupTimes } from "../backup/backup-times.ts";
import { takeUpSilences } from "../backup/silences.ts";
import { EnvironmentError, withWayBack } from "../environment-error.ts";
import { requireFreePorts } from "../native/port.ts";
import { type RunLock, takeRunLock } from "../native/run-lock.ts";
import { askingBy } from "../web/endpoint.ts";
import { guardedFiles } from "../web/guarded-files.ts";
import { refreshWebConfig } from "../web/web-config.ts";
import { readWebPassword } from "../web/web-settings.ts";
import { stageConfig } from "./config-generation.ts";
import { fingerprintOf, runningDaemon, runningDaemons, startDaemon, stopDaemon } from "./daemon.ts";
import { type DeployedProgram, type DeploymentRecord, endpointOf, readRecord, writeRecord } from "./deployment-record.ts";
import { firstGeneration, removeOtherGenerations, switchTo } from "./generation.ts";
import { type NativePlan, planPrograms } from "./native-programs.ts";
import { filesAtPorts, type NativeSettings } from "./native-settings.ts";
import { claimFolder, requireDisk, type StateFolder } from "./state-folder.ts";

/** What a deploy did with each program. */
export interface DeployReport {
  readonly config: string;
  readonly programs: readonly { readonly name: string; readonly version: string; readonly done: "started" | "restarted" | "reloaded" | "kept" }[];
  /** Names of programs that ran and that the definitions ask for no more. */
  readonly stopped: readonly string[];
}

/** Runs with the right to change a deployment, alone. */
export async function alone<T>(state: StateFolder, work: () => Promise<T>): Promise<T> {
  const lock: RunLock = await takeRunLock(state.lockFile);
  try {
    return await work();
  } finally {
    await lock.release();
  }
}

/**
 * Makes what runs on this machine equal to the definitions: everything that can be looked at beforehand is, the new configuration is written
 * beside the old one and read by the programs for which it is made, and only then is anything changed. When a program then does not take it,
 * what ran before runs again.
 *
 * @throws EnvironmentError with nothing changed, or with everything changed back
 */
export async function deployStack(state: StateFolder, settings: NativeSettings): Promise<DeployReport> {
  const plan = await planPrograms(state, settings);
  if (settings.web !== undefined) {
    await readWebPassword(settings.web.passwordFile);
  }
  await claimFolder(state);
  return alone(state, async () => {
    await requireDisk(state);
    await requireOwnPorts(state, plan.programs);
    const config = await stageConfig(state, filesOf(settings), plan.checks);
    const last = await readRecord(state);
    const before = last?.phase === "deploying" ? last.before : last;
    const record = recordOf(plan, config, settings);
    await writeRecord(state, { ...record, phase: "deploying", ...(before !== undefined && { before }) });
    const ran = await running(state, before?.programs ?? []);
    try {
      // What a deploy has started that was ended in its middle may not be ready, nor be what it should: it starts anew.
      const report = await apply(state, record, { settled: last?.phase !== "deploying" });
      await writeRecord(state, record);
      await removeOtherGenerations(state.currentConfig, [config, before?.config]);
      return report;
    } catch (error) {
      // What went wrong first is what the reader must know; a record that stays unfinished tells of the rest.
      const [undone] = await Promise.allSettled([undo(state, before, ran)]);
      throw ran.length === 0 ? error : withWayBack(error, undone.status === "fulfilled", "platform stack deploy");
    }
  });
}

/** As generated, with the programs where they listen, and with the password where they are guarded. */
function filesOf({ files, ports, web }: NativeSettings): readonly OutputFile[] {
  const placed = filesAtPorts(files, ports);
  return web === undefined
    ? placed
    : guardedFiles(
        placed,
        web,
        [ports.prometheus, ports.alertmanager].map((port) => `127.0.0.1:${port}`),
      );
}

function recordOf({ programs }: NativePlan, config: string, { model }: NativeSettings): DeploymentRecord {
  const { name, prometheus } = model.platform;
  return { format: 1, platform: name, phase: "deployed", config, programs, scrapeIntervalSeconds: prometheus.scrapeIntervalSeconds };
}

/** Every port that is wanted and that no program of this deployment holds already, be it of a deploy that was ended in its middle. */
async function requireOwnPorts(state: StateFolder, programs: readonly DeployedProgram[]): Promise<void> {
  const last = await readRecord(state);
  const present = await running(state, [...(last?.programs ?? []), ...(last?.before?.programs ?? [])]);
  const held = present.flatMap(({ ports }) => ports);
  const wanted = programs.flatMap(({ title, ports }) => ports.map((port) => ({ port, title })));
  await requireFreePorts(wanted.filter(({ port }) => !held.includes(port)));
}

async function running(state: StateFolder, programs: readonly DeployedProgram[]): Promise<readonly DeployedProgram[]> {
  const daemons = await Promise.all(programs.map(({ name }) => runningDaemon(state, name)));
  return programs.filter((_, index) => daemons[index] !== undefined);
}

interface Applying {
  /** Whether what runs was brought up by a deploy that came to its end. */
  readonly settled: boolean;
}

async function apply(state: StateFolder, record: DeploymentRecord, applying: Applying): Promise<DeployReport> {
  await firstGeneration(state.currentData);
  if ((await readBackupTimes(state)).due === 0) {
    await writeBackupTimes(state, {});
  }
  await switchTo(state.currentConfig, record.config);
  await refreshWebConfig(state, record.programs);
  const stopped = await stopOthers(state, record.programs);
  const programs: DeployReport["programs"][number][] = [];
  for (const program of record.programs) {
    programs.push({ name: program.name, version: program.version, done: await bringUp(state, program, applying) });
  }
  await takeUpSilences(state, () => endpointOf(record, "alertmanager"));
  return { config: record.config, programs, stopped };
}

/** Stops whatever runs and is none of these: no later command would know of it. */
async function stopOthers(state: StateFolder, kept: readonly DeployedProgram[]): Promise<readonly string[]> {
  const others = (await runningDaemons(state)).filter((name) => !kept.some((program) => program.name === name));
  await Promise.all(others.map((name) => stopDaemon(state, name)));
  return others;
}

async function bringUp(state: StateFolder, program: DeployedProgram, { settled }: Applying): Promise<DeployReport["programs"][number]["done"]> {
  const daemon = await runningDaemon(state, program.name);
  if (settled && daemon?.fingerprint === fingerprintOf(program)) {
    return program.reloadUrl === undefined ? "kept" : await reload(program, program.reloadUrl);
  }
  await stopDaemon(state, program.name);
  await startDaemon(state, program);
  return daemon === undefined ? "started" : "restarted";
}

async function reload({ title, web }: DeployedProgram, reloadUrl: string): Promise<"reloaded"> {
  const answer = await askingBy(web)(reloadUrl, { method: "POST" }).then(
    async (response) => (response.ok ? "" : (await response.text()).trim()),
    (error: Error) => error.message,
  );
  if (answer !== "") {
    throw new EnvironmentError("config_refused", `${title} does not take its configuration: ${answer}.`, "Correct the definition.");
  }
  return "reloaded";
}

/** As it was before: programs that ran run on with what they had, those that did not are stopped. */
async function undo(state: StateFolder, before: DeploymentRecord | undefined, ran: readonly DeployedProgram[]): Promise<void> {
  if (before !== undefined) {
    await switchTo(state.currentConfig, before.config);
  }
  await refreshWebConfig(state, ran);
  await stopOthers(state, ran);
  for (const program of ran) {
    await bringUp(state, program, { settled: true });
  }
  await (before === undefined ? rm(state.record, { force: true }) : writeRecord(state, before));
}

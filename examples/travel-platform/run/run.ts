import { OutputError } from "@platform/grafana-dashboards";
import { createProgramGroup, EnvironmentError, type ProgramGroup, takeRunLock } from "@platform/stack";
import { type StandInReceivers, startStandInReceivers } from "@platform/stack/testing";
import { openBrowser } from "./open-browser.ts";
import type { Progress } from "./progress.ts";
import { ProofFailure } from "./proof-failure.ts";
import { proveOnce } from "./prove-once.ts";
import type { RunSettings } from "./run-settings.ts";
import { servePage } from "./serve-page.ts";
import { type Screen, showLive } from "./show-live.ts";
import { startPlatform } from "./start-platform.ts";

export interface RunOptions {
  /** Prove the whole path and end, instead of showing it until the interruption. */
  readonly once: boolean;
  readonly screen: Screen;
  readonly progress: Progress;
  /** Results, as lines. */
  readonly print: (lines: readonly string[]) => void;
  /** Aborted when somebody asks for the end. */
  readonly interruption: AbortSignal;
}

/** Longest time until a run with `once` is either proved or refuted, before everything is stopped. */
const ONCE_SECONDS = 230;

/** Whoever presses Ctrl-C waits for 3 s at most, the end of the runner itself included. */
const STOP_SECONDS = 2;

/**
 * Runs the platform until it is proved, interrupted or broken, and leaves nothing running.
 *
 * @returns exit code: 0 proved, or interrupted while it was shown; 1 not proved; 3 the machine does not give what is needed; 130 interrupted before it was proved
 */
export async function run(settings: RunSettings, options: RunOptions): Promise<number> {
  try {
    const lock = await takeRunLock(settings.folders.lockFile);
    try {
      await runAlone(settings, options);
    } finally {
      await lock.release();
    }
    return 0;
  } catch (error) {
    return exitCodeOf(error, options);
  }
}

async function runAlone(settings: RunSettings, options: RunOptions): Promise<void> {
  const { once, progress, interruption } = options;
  const group = createProgramGroup({ logFolder: settings.folders.logs, stopSeconds: STOP_SECONDS });
  const ended = new AbortController();
  const rejections = [rejectOnDeath(group), rejectOnAbort(interruption)];
  try {
    await Promise.race([work(settings, options, group, ended.signal), ...rejections, ...(once ? [rejectLate(ended.signal)] : [])]);
  } finally {
    ended.abort();
    await group.stop();
    progress("Everything that was started has ended.");
  }
}

async function work(given: RunSettings, options: RunOptions, group: ProgramGroup, signal: AbortSignal): Promise<void> {
  await using receivers = await startStandInReceivers();
  const settings = toldTo(receivers, given);
  const page = await servePage(settings);
  try {
    options.progress(`The page: ${page.url()}`);
    const model = await startPlatform(settings, { group, receivers, progress: options.progress });
    if (options.screen.isTerminal && !options.once) {
      openBrowser(page.url(), settings.environment);
    }
    await (options.once ? proveOnce(settings, { ...options, model, page, receivers, signal }) : showLive(settings, { ...options, page, signal }));
  } finally {
    await page.stop();
  }
}

/** Nobody is called because of what happens on a desk: stand-ins on this machine are told. */
function toldTo(receivers: StandInReceivers, settings: RunSettings): RunSettings {
  const { platform, folders } = settings;
  const { notifications } = platform;
  return notifications === undefined
    ? settings
    : { ...settings, platform: { ...platform, notifications: receivers.at(notifications, { secretsFolder: folders.secrets }) } };
}

async function rejectOnDeath({ died }: ProgramGroup): Promise<never> {
  throw await died;
}

function rejectOnAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.throwIfAborted();
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

function rejectLate(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const timer = setTimeout(() => reject(new ProofFailure(`The proof took longer than ${ONCE_SECONDS} s.`)), ONCE_SECONDS * 1000);
    signal.addEventListener("abort", () => clearTimeout(timer), { once: true });
  });
}

function exitCodeOf(error: unknown, { once, progress, interruption }: RunOptions): number {
  if (interruption.aborted) {
    return once ? 130 : 0;
  }
  if (error instanceof EnvironmentError || error instanceof OutputError) {
    progress(`error: ${error.message}`);
    return 3;
  }
  progress(error instanceof ProofFailure ? `error: ${error.message}` : `error: ${error instanceof Error ? (error.stack ?? error.message) : error}`);
  return 1;
}

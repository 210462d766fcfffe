import type { EnvironmentError } from "../environment-error.ts";
import { requireFreePorts } from "./port.ts";
import type { Program } from "./program.ts";
import { type RunningProgram, spawnProgram } from "./spawn-program.ts";
import { waitUntilReady } from "./wait-until-ready.ts";

/** Programs that run together: when one dies or cannot start, none goes on. */
export interface ProgramGroup {
  /**
   * Starts programs side by side and resolves when all are ready. Programs of a later call may rely on those of an earlier one.
   *
   * @throws EnvironmentError of the first that failed, after everything already started was stopped
   */
  start(programs: readonly Program[]): Promise<readonly RunningProgram[]>;
  /** Resolves with the reason when a program ends unasked after its start. Stopping is left to the caller. */
  readonly died: Promise<EnvironmentError>;
  /** Ends all programs, the latest start first. Resolves when none is left, which takes no longer than the deadline. */
  stop(): Promise<void>;
}

export interface ProgramGroupOptions {
  /** Existing folder for `<name>.log`. */
  readonly logFolder: string;
  /** Time in which {@link ProgramGroup.stop} ends everything, by SIGKILL if need be. Default 2.5. */
  readonly stopSeconds?: number;
}

export function createProgramGroup({ logFolder, stopSeconds = 2.5 }: ProgramGroupOptions): ProgramGroup {
  const stages: RunningProgram[][] = [];
  const stopping = new AbortController();
  const death = Promise.withResolvers<EnvironmentError>();
  const starts: Promise<unknown>[] = [];
  let stopped: Promise<void> | undefined;

  async function launch(program: Program, stage: RunningProgram[]): Promise<RunningProgram> {
    const running = await spawnProgram(program, { logFolder });
    stage.push(running);
    await waitUntilReady(running, stopping);
    void running.exited.then(async (exit) => {
      if (!stopping.signal.aborted) {
        death.resolve(await running.death(exit));
      }
    });
    return running;
  }

  async function startStage(programs: readonly Program[]): Promise<readonly RunningProgram[]> {
    stopping.signal.throwIfAborted();
    await requireFreePorts(programs.flatMap(({ title, ports }) => ports.map((port) => ({ port, title }))));
    const stage: RunningProgram[] = [];
    stages.push(stage);
    const launches = programs.map((program) => launch(program, stage));
    try {
      return await Promise.all(launches);
    } catch (error) {
      stopping.abort(error);
      await Promise.allSettled(launches);
      throw error;
    }
  }

  async function stopAll(): Promise<void> {
    stopping.abort(new Error("The programs were stopped."));
    const deadline = performance.now() + stopSeconds * 1000;
    await Promise.allSettled(starts);
    for (const [index, stage] of stages.toReversed().entries()) {
      const graceSeconds = Math.max(0, deadline - performance.now()) / 1000 / (stages.length - index);
      await Promise.all(stage.map((running) => running.stop({ graceSeconds })));
    }
  }

  const stop = () => {
    stopped ??= stopAll();
    return stopped;
  };

  return {
    died: death.promise,
    stop,
    start: async (programs) => {
      const stage = startStage(programs);
      starts.push(stage);
      try {
        return await stage;
      } catch (error) {
        await stop();
        throw error;
      }
    },
  };
}

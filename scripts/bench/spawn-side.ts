import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Figures } from "./bench-case.ts";

export interface Usage {
  readonly cpuMicroseconds: number;
  readonly rssBytes: number;
}

/** One side of a case, alive in a process of its own and idle until it is asked. */
export interface SpawnedSide {
  /** Figures by their units; of a server its `port`. */
  round(): Promise<Figures>;
  usage(): Promise<Usage>;
  stop(): Promise<void>;
}

export interface SideOptions {
  readonly file: string;
  readonly index: number;
  readonly quick: boolean;
  /** Without the condition that leads to the sources of our packages. */
  readonly built?: boolean;
}

/**
 * Starts one side and waits until it is prepared.
 *
 * @param side - `ours` or `theirs` of a pair, or the name of a server of a line-up
 * @throws Error with what the process wrote when it ended early
 */
export async function spawnSide(side: string, { file, index, quick, built = false }: SideOptions): Promise<SpawnedSide> {
  const child = fork(fileURLToPath(new URL("./side-process.ts", import.meta.url)), [file, String(index), side], {
    execArgv: [...(built ? [] : ["--conditions=@platform/source"]), "--expose-gc"],
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let errors = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const ask = (question: "round" | "usage") => {
    child.send({ ask: question, quick });
    return answerOf(child, () => errors);
  };
  await answerOf(child, () => errors);
  return {
    round: async () => (await ask("round")) as Figures,
    usage: async () => (await ask("usage")) as Usage,
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill();
        await once(child, "exit");
      }
    },
  };
}

function answerOf(child: ChildProcess, errors: () => string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const ended = () => reject(new Error(`The process ended early:\n${errors().trim()}`));
    child.once("exit", ended);
    child.once("message", (message) => {
      child.off("exit", ended);
      resolve(message);
    });
  });
}

import { setTimeout as sleep } from "node:timers/promises";
import { EnvironmentError } from "../environment-error.ts";
import type { AskWeb } from "../web/endpoint.ts";
import { telltaleLine } from "./log-excerpt.ts";
import type { ProgramExit } from "./program.ts";
import type { RunningProgram } from "./spawn-program.ts";

const POLL_SECONDS = 0.1;
const ANSWER_SECONDS = 2;

/**
 * Waits until a program answers on its URL.
 *
 * @throws EnvironmentError `program_died`, `port_in_use`, `program_not_ready`; the signal's reason when it is aborted
 */
export async function waitUntilReady(
  running: Pick<RunningProgram, "program" | "logFile" | "exited" | "death">,
  { signal, ask = fetch }: { readonly signal?: AbortSignal; readonly ask?: AskWeb } = {},
): Promise<void> {
  const { program, exited } = running;
  const { readyUrl, readySeconds } = program;
  if (readyUrl === undefined) {
    return;
  }
  const deadline = AbortSignal.any([AbortSignal.timeout(readySeconds * 1000), ...(signal === undefined ? [] : [signal])]);
  let exit: ProgramExit | undefined;
  let state = "nothing answered";
  const watch = exited.then((end) => {
    exit = end;
  });
  while (exit === undefined && !deadline.aborted) {
    state = await answerOf(ask, readyUrl, deadline);
    if (state === "ready" && exit === undefined) {
      return;
    }
    await Promise.race([watch, sleep(POLL_SECONDS * 1000)]);
  }
  signal?.throwIfAborted();
  if (exit !== undefined) {
    throw await running.death(exit);
  }
  const line = await telltaleLine(running.logFile);
  throw new EnvironmentError(
    "program_not_ready",
    `${program.title} is not ready after ${readySeconds} s: ${state} at ${readyUrl}${line === "" ? "" : `; it says: ${line}`}.`,
    `Read ${running.logFile}.`,
  );
}

async function answerOf(ask: AskWeb, url: string, deadline: AbortSignal): Promise<string> {
  try {
    const response = await ask(url, { signal: AbortSignal.any([deadline, AbortSignal.timeout(ANSWER_SECONDS * 1000)]) });
    await response.body?.cancel();
    return response.ok ? "ready" : `status ${response.status}`;
  } catch {
    return "nothing answered"; // not listening yet, which is why we ask again
  }
}

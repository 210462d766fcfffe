import { once } from "node:events";
import {
  createRunJournal,
  createRunner,
  describeRun,
  type FlowRun,
  type Runner,
  type RunnerServer,
  serveRunner,
  watchEventLoop,
} from "@platform/synthetics";
import { Registry } from "prom-client";
import { CommandError } from "../../command-error.ts";
import { type ExitCode, exitCode } from "../../exit-code.ts";
import type { Terminal } from "../../terminal/terminal.ts";
import { loadFlows } from "./load-flows.ts";
import { readSecret } from "./read-secret.ts";
import { isPassed } from "./run-report.ts";
import { endTracing, traceRuns } from "./trace-runs.ts";

export interface ServeOptions {
  readonly flows: string;
  readonly location: string;
  readonly secretFile?: string;
  readonly concurrency: number;
  readonly port: number;
  readonly host: string;
  readonly state?: string;
  readonly stopSeconds: number;
}

/** `platform synthetics serve`: runs flows until the process is asked to end. Prints a line of JSON for each run that did not simply pass. */
export async function serve(options: ServeOptions, terminal: Terminal): Promise<ExitCode> {
  const { location, concurrency, port, host, state, stopSeconds } = options;
  const flows = await loadFlows(options.flows);
  const secret = readSecret(options.secretFile, process.env);
  const tracing = await traceRuns(process.env);
  const warn = (error: Error) => terminal.err.line(`The runs under way cannot be remembered: ${error.message}`);
  const runner = createRunner({
    flows,
    location,
    concurrency,
    secret,
    registry: new Registry(),
    variables: process.env,
    ...(state !== undefined && { journal: createRunJournal(state, { onFailure: warn }) }),
    onRun: (run) => report(run, terminal),
  });
  surviveFlows(runner, terminal);
  const asked = Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
  const server = await open(runner, { port, host });
  const watch = watchEventLoop();
  terminal.err.line(`${flows.length} flows run at ${location}: http://${host}:${server.port}/runs, /metrics, /healthz`);
  await asked;
  await server.stop({ timeoutSeconds: stopSeconds });
  watch.stop();
  await endTracing(tracing);
  return exitCode.fine;
}

function report(run: FlowRun, { out }: Terminal): void {
  if (run.outcome !== "passed" || run.attempts.some(({ cleanupFailure }) => cleanupFailure !== undefined)) {
    out.line(JSON.stringify({ level: isPassed(run) ? "warn" : "error", time: new Date().toISOString(), ...describeRun(run) }));
  }
}

/** What a flow lets fall outside of its steps must not end the runs of all others. */
function surviveFlows(runner: Runner, { err }: Terminal): void {
  const note = (error: unknown) => {
    runner.noteStrayError();
    err.line(`A flow caused an error outside of its steps: ${error instanceof Error ? error.stack : String(error)}`);
  };
  process.on("unhandledRejection", note).on("uncaughtException", note);
}

async function open(runner: Runner, { port, host }: { readonly port: number; readonly host: string }): Promise<RunnerServer> {
  try {
    return await serveRunner(runner, { port, host });
  } catch (cause) {
    throw new CommandError("port_unusable", `Port ${port} of ${host} cannot be used: ${(cause as Error).message}.`, {
      exit: exitCode.environment,
      hint: "Choose another with --port; 0 takes a free one.",
      cause,
    });
  }
}

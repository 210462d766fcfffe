import { type FlowRun, RunEnd, runFlow } from "@platform/synthetics";
import type { FlowDefinition } from "@platform/synthetics/define";
import { checkSecret } from "@platform/synthetics/mark";
import { CommandError } from "../../command-error.ts";
import { type ExitCode, exitCode } from "../../exit-code.ts";
import type { Terminal } from "../../terminal/terminal.ts";
import { loadFlows } from "./load-flows.ts";
import { readSecret } from "./read-secret.ts";
import type { RunFormat } from "./run-format.ts";
import { isPassed, printRuns } from "./run-report.ts";
import { endTracing, traceRuns } from "./trace-runs.ts";

export interface RunOptions {
  readonly names: readonly string[];
  readonly flows: string;
  readonly location: string;
  readonly secretFile?: string;
  readonly concurrency: number;
  /** With `{trace}` in place of the id. */
  readonly traceUrl?: string;
  readonly format: RunFormat;
  /** Short for the format of that name. */
  readonly json?: true;
}

/** `platform synthetics run`: each flow once. Interrupted, it takes no further one, and those under way clean up. */
export async function run(options: RunOptions, terminal: Terminal): Promise<ExitCode> {
  const { names, location, concurrency, traceUrl = "{trace}", json } = options;
  const format = json ? "json" : options.format;
  const secret = readSecret(options.secretFile, process.env);
  if (secret !== undefined) {
    checkSecret(secret);
  }
  const chosen = choose(await loadFlows(options.flows), names);
  const tracing = await traceRuns(process.env);
  const runs: FlowRun[] = [];
  const line = chosen.entries();
  const interruption = interrupted();
  const work = async () => {
    for (const [index, flow] of line) {
      if (!interruption.aborted) {
        runs[index] = await runFlow(flow, { location, secret, variables: process.env, interruption });
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, chosen.length) }, work));
  await endTracing(tracing);
  const ended = chosen.flatMap((_, index) => runs[index] ?? []);
  printRuns({ runs: ended, traceUrl: (traceId) => traceUrl.replaceAll("{trace}", traceId) }, format, terminal.out);
  const left = chosen.length - ended.length;
  if (left > 0) {
    terminal.err.line(`Interrupted: ${left} of ${chosen.length} flows were not run.`);
  }
  return left === 0 && ended.every(isPassed) ? exitCode.fine : exitCode.findings;
}

/** Aborted by the first SIGINT or SIGTERM; a second one ends the process at once. */
function interrupted(): AbortSignal {
  const controller = new AbortController();
  const interrupt = (signal: NodeJS.Signals) => controller.abort(new RunEnd("interrupted", `The command was ended by ${signal}.`));
  process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
  return controller.signal;
}

function choose(flows: readonly FlowDefinition[], names: readonly string[]): readonly FlowDefinition[] {
  const unknown = names.find((name) => !flows.some((flow) => flow.name === name));
  if (unknown !== undefined) {
    throw new CommandError("flow_unknown", `There is no flow "${unknown}".`, {
      exit: exitCode.usage,
      hint: `Flows are ${flows.map(({ name }) => name).join(", ")}.`,
    });
  }
  return names.length === 0 ? flows : flows.filter(({ name }) => names.includes(name));
}

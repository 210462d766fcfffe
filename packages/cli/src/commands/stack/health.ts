import { composeHealth, type HealthReport, type HealthResult, stackHealth, stateFolder } from "@platform/stack";
import { type ExitCode, exitCode } from "../../exit-code.ts";
import type { Sink, Terminal } from "../../terminal/terminal.ts";
import type { StackOptions } from "./operate.ts";
import { programPlace, targetOf } from "./target.ts";

const STYLES = { fine: "green", warning: "yellow", wrong: "red" } as const;

/** `platform stack health`: looks at everything and reports everything. */
export async function health({ state, json }: StackOptions, { out }: Terminal): Promise<ExitCode> {
  const { healthy, results } = await healthOf(state);
  if (json) {
    out.line(JSON.stringify({ ok: healthy, results }, null, 2));
  } else {
    for (const result of results) {
      print(result, out);
    }
  }
  return healthy ? exitCode.fine : exitCode.findings;
}

/** Of a deployment, whatever runs it. */
export async function healthOf(state: string): Promise<HealthReport> {
  const folder = stateFolder(state);
  return (await targetOf(folder)) === "compose" ? composeHealth(folder, programPlace()) : stackHealth(folder);
}

function print({ check, state, found, fix }: HealthResult, sink: Sink): void {
  sink.line(`${sink.style(STYLES[state], state.padEnd(7))} ${check}: ${found}`);
  if (fix !== undefined) {
    sink.line(`        ${fix}`);
  }
}

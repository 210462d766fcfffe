import { describeRun, type FlowRun } from "@platform/synthetics";
import { attribute, escaped } from "../../report/xml-text.ts";
import type { Sink, Style } from "../../terminal/terminal.ts";
import type { RunFormat } from "./run-format.ts";

export interface RunReport {
  readonly runs: readonly FlowRun[];
  /** Page of a trace. */
  readonly traceUrl: (traceId: string) => string;
}

const PRINTERS = { text, json, junit } satisfies Readonly<Record<RunFormat, (report: RunReport, out: Sink) => void>>;

export function printRuns(report: RunReport, format: RunFormat, out: Sink): void {
  PRINTERS[format](report, out);
}

export function isPassed({ outcome }: FlowRun): boolean {
  return outcome === "passed" || outcome === "retried";
}

function text({ runs, traceUrl }: RunReport, out: Sink): void {
  const width = Math.max(...runs.map(({ flow }) => flow.name.length));
  for (const run of runs) {
    const { flow, outcome, attempts, failure, seconds, traceId } = run;
    const style: Style = outcome === "passed" ? "green" : outcome === "retried" ? "yellow" : "red";
    const steps = (attempts.at(-1)?.steps ?? []).map((step) => `${step.name} ${step.seconds.toFixed(3)}`).join(", ");
    out.line(`${out.style(style, outcome.replace("_", " ").padEnd(9))}  ${flow.name.padEnd(width)}  ${seconds.toFixed(3).padStart(7)} s  ${steps}`);
    for (const [index, attempt] of attempts.entries()) {
      if (attempt.failure !== undefined && attempt.failure !== failure) {
        out.line(`           attempt ${index + 1}: ${attempt.failure.step}: ${attempt.failure.message}`);
      }
      if (attempt.cleanupFailure !== undefined) {
        out.line(`           cleanup: ${attempt.cleanupFailure.message}`);
      }
    }
    if (failure !== undefined) {
      out.line(`           ${failure.step}: ${failure.message} (${failure.reason})`);
      out.line(`           trace ${traceUrl(traceId)}`);
    }
  }
  const passed = runs.filter(isPassed).length;
  out.line(`${runs.length} run, ${passed} passed, ${runs.length - passed} not`);
}

function json({ runs }: RunReport, out: Sink): void {
  out.line(JSON.stringify({ ok: runs.every(isPassed), runs: runs.map(describeRun) }, null, 2));
}

/** Each flow is a test; one that passed only when it was repeated says so. @see https://github.com/testmoapp/junitxml */
function junit({ runs, traceUrl }: RunReport, out: Sink): void {
  const failures = runs.filter((run) => !isPassed(run)).length;
  const seconds = runs.reduce((sum, run) => sum + run.seconds, 0);
  const counts = `tests="${runs.length}" failures="${failures}" errors="0" time="${seconds.toFixed(3)}"`;
  out.line('<?xml version="1.0" encoding="UTF-8"?>');
  out.line(`<testsuites name="platform synthetics" ${counts}>`);
  out.line(`  <testsuite name="platform synthetics" ${counts}>`);
  for (const run of runs) {
    const head = `    <testcase classname=${attribute(run.location)} name=${attribute(run.flow.name)} time="${run.seconds.toFixed(3)}"`;
    const notes = run.attempts.slice(0, -1).map(({ failure }, index) => `attempt ${index + 1}: ${failure?.step}: ${failure?.message}`);
    const output = notes.length === 0 ? "" : `<system-out>${escaped(notes.join("\n"))}</system-out>`;
    const { failure } = run;
    const failed =
      failure === undefined
        ? ""
        : `<failure type=${attribute(failure.reason)} message=${attribute(`${failure.step}: ${failure.message}`)}>${escaped(`trace ${traceUrl(run.traceId)}`)}</failure>`;
    out.line(failed === "" && output === "" ? `${head}/>` : `${head}>${failed}${output}</testcase>`);
  }
  out.line("  </testsuite>");
  out.line("</testsuites>");
}

import { importMetrics } from "@platform/grafana-dashboards/handwritten";
import { CommandError } from "../../command-error.ts";
import { type ExitCode, exitCode } from "../../exit-code.ts";
import { readExposition } from "../../files/read-exposition.ts";
import { readFiles } from "../../files/read-files.ts";
import { placeText } from "../../terminal/place-text.ts";
import { counted } from "../../terminal/print-problems.ts";
import type { Terminal } from "../../terminal/terminal.ts";
import { knownMetrics } from "./known-metrics.ts";
import { skeleton } from "./skeleton.ts";

export interface ImportCommandOptions {
  readonly rules?: readonly string[];
  readonly dashboards?: readonly string[];
  readonly metricsUrl?: readonly string[];
  readonly json?: true;
}

/** `platform import`: definitions on stdout, of every metric that files read or programs expose; what cannot be defined on stderr. */
export async function importDefinitions(
  { rules, dashboards, metricsUrl = [], json }: ImportCommandOptions,
  { out, err }: Terminal,
): Promise<ExitCode> {
  if (rules === undefined && dashboards === undefined && metricsUrl.length === 0) {
    throw new CommandError("nothing_to_import", "There is nothing to import from: name --rules, --dashboards or --metrics-url.", {
      exit: exitCode.usage,
    });
  }
  const files = { rules: readFiles(rules, "--rules"), dashboards: readFiles(dashboards, "--dashboards") };
  const { metrics, unreadable } = importMetrics(files, await Promise.all(metricsUrl.map(readExposition)));
  const known = knownMetrics();
  const { code, defined, known: elsewhere, refused } = skeleton(metrics, known);
  if (json) {
    const listed = metrics.map((metric) => ({ ...metric, definedBy: known.get(metric.name) }));
    out.line(JSON.stringify({ metrics: listed, refused, unreadable }, null, 2));
  } else {
    out.line(code);
  }
  for (const { subject, message, place } of unreadable) {
    err.line(`${err.style("yellow", "unread")} ${subject}: ${message}${place === undefined ? "" : ` (${placeText(place)})`}`);
  }
  for (const { metric, reason } of refused) {
    err.line(`${err.style("yellow", "refused")} ${metric}: ${reason}`);
  }
  err.line(`${counted(metrics.length, "metric")}: ${defined} to define, ${elsewhere} defined by packages, ${refused.length} refused`);
  return unreadable.length + refused.length === 0 ? exitCode.fine : exitCode.findings;
}

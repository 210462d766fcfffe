import { importMetrics, importNotifications } from "@platform/grafana-dashboards/handwritten";
import { CommandError } from "../../command-error.ts";
import { type ExitCode, exitCode } from "../../exit-code.ts";
import { readExposition } from "../../files/read-exposition.ts";
import { readFiles } from "../../files/read-files.ts";
import { placeText } from "../../terminal/place-text.ts";
import { counted } from "../../terminal/print-problems.ts";
import type { Terminal } from "../../terminal/terminal.ts";
import { knownMetrics } from "./known-metrics.ts";
import { notificationCode } from "./notification-code.ts";
import { skeleton } from "./skeleton.ts";

export interface ImportCommandOptions {
  readonly rules?: readonly string[];
  readonly dashboards?: readonly string[];
  readonly metricsUrl?: readonly string[];
  readonly alertmanager?: string;
  readonly json?: true;
}

/** `platform import`: definitions on stdout, of every metric that files read or programs expose and of who is told of alerts; what cannot be defined on stderr. */
export async function importDefinitions(options: ImportCommandOptions, terminal: Terminal): Promise<ExitCode> {
  const { rules, dashboards, metricsUrl = [], alertmanager, json } = options;
  const ofMetrics = rules !== undefined || dashboards !== undefined || metricsUrl.length > 0;
  if (!ofMetrics && alertmanager === undefined) {
    throw new CommandError("nothing_to_import", "There is nothing to import from: name --rules, --dashboards, --alertmanager or --metrics-url.", {
      exit: exitCode.usage,
    });
  }
  const metrics = ofMetrics ? await importedMetrics(options, terminal) : undefined;
  const notifications = alertmanager === undefined ? undefined : importedNotifications(alertmanager, terminal);
  if (json) {
    terminal.out.line(JSON.stringify({ ...metrics?.json, ...(notifications && { notifications: notifications.json }) }, null, 2));
  } else {
    terminal.out.line([metrics?.code, notifications?.code].filter((code) => code !== undefined).join("\n\n"));
  }
  return (metrics?.isWhole ?? true) && (notifications?.isWhole ?? true) ? exitCode.fine : exitCode.findings;
}

/** What was read of one kind, as TypeScript and as data. */
interface Imported {
  readonly code: string;
  readonly json: object;
  /** Nothing was left out. */
  readonly isWhole: boolean;
}

async function importedMetrics({ rules, dashboards, metricsUrl = [] }: ImportCommandOptions, { err }: Terminal): Promise<Imported> {
  const files = { rules: readFiles(rules, "--rules"), dashboards: readFiles(dashboards, "--dashboards") };
  const { metrics, unreadable } = importMetrics(files, await Promise.all(metricsUrl.map(readExposition)));
  const known = knownMetrics();
  const { code, defined, known: elsewhere, refused } = skeleton(metrics, known);
  for (const { subject, message, place } of unreadable) {
    err.line(`${err.style("yellow", "unread")} ${subject}: ${message}${place === undefined ? "" : ` (${placeText(place)})`}`);
  }
  for (const { metric, reason } of refused) {
    err.line(`${err.style("yellow", "refused")} ${metric}: ${reason}`);
  }
  err.line(`${counted(metrics.length, "metric")}: ${defined} to define, ${elsewhere} defined by packages, ${refused.length} refused`);
  const listed = metrics.map((metric) => ({ ...metric, definedBy: known.get(metric.name) }));
  return { code, json: { metrics: listed, refused, unreadable }, isWhole: unreadable.length + refused.length === 0 };
}

function importedNotifications(path: string, { err }: Terminal): Imported {
  const [source] = readFiles([path], "--alertmanager");
  const { left, ...found } = importNotifications(source ?? { path, text: "" });
  const { code, refused } = notificationCode({ ...found, left });
  for (const { subject, message, place } of left) {
    err.line(`${err.style("yellow", "left")} ${subject}: ${message}${place === undefined ? "" : ` (${placeText(place)})`}`);
  }
  if (refused !== undefined) {
    err.line(`${err.style("yellow", "refused")} notifications: ${refused}`);
  }
  err.line(`${counted(Object.keys(found.teams).length, "team")}, ${counted(Object.keys(found.maintenance).length, "window")}: ${left.length} left`);
  return { code, json: { ...found, left, ...(refused !== undefined && { refused }) }, isWhole: left.length === 0 && refused === undefined };
}

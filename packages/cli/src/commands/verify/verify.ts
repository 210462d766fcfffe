import { setTimeout } from "node:timers/promises";
import {
  buildModel,
  type Model,
  type PanelResult,
  PrometheusError,
  type RuleResult,
  renderFiles,
  type VerifyReport,
  verifyModel,
} from "@platform/grafana-dashboards";
import { askPrometheus, recordDashboards } from "@platform/local-page";
import { CommandError } from "../../command-error.ts";
import { loadPlatform } from "../../config/load-platform.ts";
import { parseDashboards } from "../../config/read-pages.ts";
import { type ExitCode, exitCode } from "../../exit-code.ts";
import { monitoringAddress } from "../../monitoring-address.ts";
import { PASSWORD_HINT } from "../../password-file.ts";
import { printReport } from "../../report/print-report.ts";
import type { Finding } from "../../report/problem-report.ts";
import type { ReportFormat } from "../../report/report-format.ts";
import { counted } from "../../terminal/print-problems.ts";
import { printTable } from "../../terminal/print-table.ts";
import type { Sink, Terminal } from "../../terminal/terminal.ts";
import { writeRecording } from "../preview/recording-file.ts";

export interface VerifyCommandOptions {
  readonly config: string;
  /** Base URL; default that of the platform's links. */
  readonly prometheus?: string;
  /** Seconds to try again for, until all is there. */
  readonly wait: number;
  /** File to write the answers to. */
  readonly record?: string;
  readonly json?: true;
  readonly format: ReportFormat;
}

const RETRY_SECONDS = 2;

/** `platform verify`: asks a running Prometheus for everything that dashboards and rules read. */
export async function verify({ config, prometheus, wait, record, json, format }: VerifyCommandOptions, terminal: Terminal): Promise<ExitCode> {
  const model = buildModel(await loadPlatform(config));
  const prometheusUrl = monitoringAddress(prometheus ?? model.platform.links.prometheus, "a Prometheus");
  const report = await verifyUntil(model, prometheusUrl, Date.now() + wait * 1000, terminal);
  if (record !== undefined) {
    await recordAnswers(model, prometheusUrl, record);
    terminal.err.line(`recorded in ${record}`);
  }
  printReport({ ok: report.ok, problems: findings(report) }, json ? "json" : format, terminal, {
    command: "verify",
    json: report,
    text: () => printTables(report, terminal.out),
  });
  return report.ok ? exitCode.fine : exitCode.findings;
}

/** Asks all that the dashboards ask when they are opened, and keeps the answers. */
async function recordAnswers(model: Model, prometheusUrl: string, file: string): Promise<void> {
  const dashboards = parseDashboards(
    renderFiles(model).flatMap(({ path, content }) => (/^dashboards\/.*\.json$/.test(path) ? [content] : [])),
    "the platform",
  );
  const { scrapeIntervalSeconds: scrapeSeconds } = model.platform.prometheus;
  await writeRecording(
    file,
    await recordDashboards(dashboards, { ask: askPrometheus(prometheusUrl), nowSeconds: Math.floor(Date.now() / 1000), scrapeSeconds }),
  );
}

/** The first report that is fine, or the last one before the time is up. */
async function verifyUntil(model: Model, prometheusUrl: string, untilMs: number, terminal: Terminal): Promise<VerifyReport> {
  let said = "";
  for (;;) {
    const report = await verifyModel({ model, prometheusUrl }).catch((error: unknown) => {
      if (error instanceof PrometheusError && Date.now() < untilMs) {
        return error;
      }
      throw error instanceof PrometheusError ? unreachable(error) : error;
    });
    if (!(report instanceof PrometheusError) && (report.ok || Date.now() >= untilMs)) {
      return report;
    }
    const progress = report instanceof PrometheusError ? `waiting: ${report.message}` : `waiting: ${summary(report)}`;
    if (progress !== said) {
      terminal.err.line(progress);
      said = progress;
    }
    await setTimeout(Math.max(0, Math.min(RETRY_SECONDS * 1000, untilMs - Date.now())));
  }
}

function unreachable(error: PrometheusError): CommandError {
  const hint = error.code === "prometheus_unauthorized" ? PASSWORD_HINT : "Start it, name another with --prometheus, or give it time with --wait.";
  return new CommandError(error.code, error.message, { exit: exitCode.environment, hint, cause: error });
}

/** What is not as it should be. */
function findings({ panels, rules, targets }: VerifyReport): readonly Finding[] {
  const severity = "error";
  return [
    ...panels
      .filter(({ status }) => status === "empty" || status === "error")
      .map(
        ({ dashboard, panel, status, why = status }) =>
          ({ check: `panel-${status}`, severity, subject: `dashboard ${dashboard} › ${panel}`, message: why }) as const,
      ),
    ...rules
      .filter(isFault)
      .map(
        ({ group, rule, status, why = status }) =>
          ({ check: `rule-${status}`, severity, subject: `${rule} of group ${group}`, message: why }) as const,
      ),
    ...targets
      .filter(({ status }) => status !== "up")
      .map(
        ({ job, instance = "", status, why = status }) =>
          ({ check: `target-${status}`, severity, subject: `target ${job} ${instance}`.trim(), message: why }) as const,
      ),
  ];
}

function printTables(report: VerifyReport, sink: Sink): void {
  printTable(
    ["dashboard", "panel", "series", ""],
    report.panels.map(({ dashboard, panel, series, status, why }) => [dashboard, panel, String(series), panelText(status, why, sink)]),
    sink,
  );
  const faults = report.rules.filter(isFault);
  if (faults.length > 0) {
    sink.line("");
    printTable(
      ["group", "rule", ""],
      faults.map(({ group, rule, status, why }) => [group, rule, `${sink.style("red", status)}: ${why ?? ""}`]),
      sink,
    );
  }
  for (const { job, instance, status, why } of report.targets.filter((target) => target.status !== "up")) {
    sink.line(`target ${job}${instance === undefined ? "" : ` (${instance})`} ${sink.style("red", status)}: ${why}`);
  }
  sink.line(`${sink.style(report.ok ? "green" : "red", report.ok ? "fine" : "not fine")}: ${summary(report)}`);
}

function panelText(status: PanelResult["status"], why: string | undefined, sink: Sink): string {
  switch (status) {
    case "data":
      return "";
    case "may-be-empty":
      return sink.style("dim", `may be empty: ${why}`);
    default:
      return `${sink.style("red", status)}: ${why}`;
  }
}

function isFault({ status }: RuleResult): boolean {
  return status === "error" || status === "not-loaded" || status === "outdated";
}

/** `panels 104 of 108 with data, 3 may be empty, 1 empty; rules 391, 12 waiting; targets 7 of 8 up`. */
function summary({ panels, rules, targets }: VerifyReport): string {
  const some = <T extends { readonly status: string }>(results: readonly T[], status: T["status"], words: string) => {
    const count = results.filter((result) => result.status === status).length;
    return count === 0 ? [] : [`${count} ${words}`];
  };
  const withData = panels.filter(({ status }) => status === "data").length;
  const up = targets.filter(({ status }) => status === "up").length;
  return [
    [
      `${withData} of ${counted(panels.length, "panel")} with data`,
      ...some(panels, "may-be-empty", "may be empty"),
      ...some(panels, "empty", "empty"),
      ...some(panels, "error", "in error"),
    ],
    [
      `${counted(rules.length, "rule")}`,
      ...some(rules, "waiting", "waiting"),
      ...some(rules, "error", "in error"),
      ...some(rules, "not-loaded", "not loaded"),
      ...some(rules, "outdated", "outdated"),
    ],
    [`${up} of ${counted(targets.length, "target")} up`],
  ]
    .map((parts) => parts.join(", "))
    .join("; ");
}

import { writeFileSync } from "node:fs";
import { buildModel, type PrometheusClient, type ServiceModel } from "@platform/grafana-dashboards";
import { print } from "@platform/promql";
import { budgetQueries } from "@platform/slo";
import { periodText } from "@platform/slo/define";
import { CommandError } from "../../command-error.ts";
import { loadPlatform } from "../../config/load-platform.ts";
import { type ExitCode, exitCode } from "../../exit-code.ts";
import type { Terminal } from "../../terminal/terminal.ts";
import { budgetClient } from "./budget-client.ts";
import type { BurnDown } from "./burn-down-plot.ts";
import { printBudgets } from "./print-budgets.ts";
import { readBudgets, servicesWithBudget } from "./read-budgets.ts";
import { type ReportedService, renderReport } from "./report-page.ts";

export interface ReportOptions {
  readonly config: string;
  readonly prometheus?: string;
  readonly days: number;
  readonly html?: string;
  readonly json?: true;
}

/** Points of a plot: as many as it has pixels, or nearly. */
const POINTS = 600;

/** `platform budget report`: for the review of objectives. Exits 0 whatever the budgets are, 3 if any is not known. */
export async function report({ config, prometheus, days, html, json }: ReportOptions, terminal: Terminal): Promise<ExitCode> {
  const model = buildModel(await loadPlatform(config));
  const chosen = servicesWithBudget(model, undefined);
  const { client, url } = budgetClient(prometheus ?? model.platform.links.prometheus);
  const at = new Date();
  const services = await Promise.all(
    chosen.map(async (each): Promise<ReportedService> => {
      const budgets = await readBudgets(each, client, at.getTime() / 1000);
      const isKnown = budgets.slos.some(({ budgetRemaining }) => budgetRemaining !== null);
      return { ...budgets, title: each.service.title, burnDowns: isKnown && html !== undefined ? await burnDowns(each, client, at, days) : [] };
    }),
  );
  if (json) {
    terminal.out.line(
      JSON.stringify({ at: at.toISOString(), prometheus: url, services: services.map(({ burnDowns: _, ...rest }) => rest) }, null, 2),
    );
  } else {
    printBudgets(services, terminal.out);
  }
  if (html !== undefined) {
    write(html, renderReport({ title: model.platform.title, at, days, services }));
    terminal.err.line(`wrote ${html}`);
  }
  const unknown = services.flatMap(({ service, slos }) => slos.filter(({ state }) => state === "unknown").map((slo) => ({ service, ...slo })));
  for (const { service, slo, reason } of unknown) {
    terminal.err.line(`${terminal.err.style("yellow", "unknown")} ${service} ${slo}: ${reason}`);
  }
  return unknown.length === 0 ? exitCode.fine : exitCode.environment;
}

function burnDowns({ service, alerts }: ServiceModel, client: PrometheusClient, at: Date, days: number): Promise<readonly BurnDown[]> {
  const endSeconds = Math.floor(at.getTime() / 1000);
  const startSeconds = endSeconds - days * 86_400;
  const stepSeconds = Math.max(150, Math.ceil((endSeconds - startSeconds) / POINTS));
  return Promise.all(
    budgetQueries(service, alerts).map(async ({ slo, remaining }): Promise<BurnDown> => {
      const found = await client.series(print(remaining), { startSeconds, endSeconds, stepSeconds }).catch(() => []);
      const points = found.length === 1 ? (found[0]?.samples ?? []).filter(([, value]) => Number.isFinite(value)) : [];
      return { slo: slo.name, help: slo.help, objective: slo.objective, period: periodText(slo), points, startSeconds, endSeconds, stepSeconds };
    }),
  );
}

function write(file: string, page: string): void {
  try {
    writeFileSync(file, page);
  } catch (cause) {
    throw new CommandError("file_unwritable", `The page cannot be written to ${file}: ${(cause as Error).message}.`, {
      exit: exitCode.environment,
      cause,
    });
  }
}

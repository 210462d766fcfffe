import { buildModel } from "@platform/grafana-dashboards";
import type { GateState } from "@platform/slo";
import type { GateWhenUnknown } from "@platform/slo/define";
import { loadPlatform } from "../../config/load-platform.ts";
import { type ExitCode, exitCode } from "../../exit-code.ts";
import { githubAnnotation } from "../../terminal/github-annotation.ts";
import type { Terminal } from "../../terminal/terminal.ts";
import { budgetClient } from "./budget-client.ts";
import { printBudgets } from "./print-budgets.ts";
import { readBudgets, type ServiceBudgets, servicesWithBudget } from "./read-budgets.ts";
import { type Override, prepareOverride, recordOverride } from "./record-override.ts";

export interface GateOptions {
  readonly config: string;
  readonly prometheus?: string;
  readonly service?: string;
  readonly override?: string;
  readonly by?: string;
  readonly record: string;
  readonly json?: true;
}

interface GatedService extends ServiceBudgets {
  readonly whenUnknown: GateWhenUnknown | null;
}

/** `platform budget gate`: whether to deploy with the error budgets as they are. */
export async function gate(options: GateOptions, terminal: Terminal): Promise<ExitCode> {
  const override = prepareOverride(options);
  const model = buildModel(await loadPlatform(options.config));
  const chosen = servicesWithBudget(model, options.service);
  const { client, url } = budgetClient(options.prometheus ?? model.platform.links.prometheus);
  const at = new Date();
  const services = await Promise.all(
    chosen.map(async (each): Promise<GatedService> => {
      return { ...(await readBudgets(each, client, at.getTime() / 1000)), whenUnknown: each.service.gateWhenUnknown ?? null };
    }),
  );
  const judged = exitOf(services);
  const isOverridden = judged !== exitCode.fine && override !== undefined;
  const exit = isOverridden ? exitCode.fine : judged;
  if (isOverridden) {
    recordOverride(override, { at, exit: judged, services }, options.record);
  }
  if (options.json) {
    const document = { deploy: exit === exitCode.fine, at: at.toISOString(), prometheus: url, services, ...(isOverridden && { override }) };
    terminal.out.line(JSON.stringify(document, null, 2));
  } else {
    printBudgets(services, terminal.out);
  }
  say({ services, judged, override: isOverridden ? override : undefined, record: options.record }, terminal);
  return exit;
}

/** A frozen budget stops; one that is unknown does as its service says, and is its caller's to decide otherwise. */
function exitOf(services: readonly GatedService[]): ExitCode {
  const exits = services.map(({ state, whenUnknown }) => (state === "unknown" ? EXIT_WHEN_UNKNOWN[whenUnknown ?? "caller"] : EXIT[state]));
  return [exitCode.findings, exitCode.environment].find((exit) => exits.includes(exit)) ?? exitCode.fine;
}

const EXIT = { deploy: exitCode.fine, frozen: exitCode.findings } satisfies Partial<Record<GateState, ExitCode>>;

const EXIT_WHEN_UNKNOWN = { open: exitCode.fine, closed: exitCode.findings, caller: exitCode.environment } satisfies Record<
  GateWhenUnknown | "caller",
  ExitCode
>;

interface Verdict {
  readonly services: readonly GatedService[];
  readonly judged: ExitCode;
  readonly override: Override | undefined;
  readonly record: string;
}

function say({ services, judged, override, record }: Verdict, { err, isGithubActions }: Terminal): void {
  for (const { service, slos, whenUnknown } of services) {
    for (const { slo, state, reason } of slos.filter(({ state }) => state !== "deploy")) {
      const how = state === "unknown" && whenUnknown !== null ? ` (unknown is ${whenUnknown} for this service)` : "";
      const message = `${service} ${slo}: ${reason}${how}`;
      err.line(`${err.style(state === "frozen" ? "red" : "yellow", state)} ${message}`);
      if (isGithubActions) {
        err.line(githubAnnotation({ severity: state === "frozen" ? "error" : "warning", title: `error budget ${state}`, message }));
      }
    }
  }
  if (override !== undefined) {
    err.line(`overridden by ${override.by}: ${override.reason} (recorded in ${record})`);
  }
  const verdict = judged === exitCode.fine || override !== undefined ? "deploy" : judged === exitCode.findings ? "do not deploy" : "not known";
  err.line(err.style(verdict === "deploy" ? "green" : "red", verdict));
}

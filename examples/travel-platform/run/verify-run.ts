import { type Model, type VerifyReport, verifyModel } from "@platform/grafana-dashboards";
import type { Attempt } from "./poll.ts";
import { loopbackUrl } from "./run-ports.ts";
import type { RunSettings } from "./run-settings.ts";

const PANELS_THAT_WILL_DO: readonly string[] = ["data", "may-be-empty"];
const RULES_THAT_WILL_NOT: readonly string[] = ["error", "not-loaded"];

/**
 * Asks Prometheus every query of every panel and rule; found is a line that counts and one for each panel that is empty, with the
 * reason why it may be; missing names everything that is not as it should be.
 */
export async function verifyRun(model: Model, { ports }: RunSettings): Promise<Attempt<readonly string[]>> {
  const report = await verifyModel({ model, prometheusUrl: loopbackUrl(ports.prometheus) });
  if (!report.ok) {
    return { missing: faultsOf(report).join("\n  ") };
  }
  const { panels, rules, targets } = report;
  const empty = panels.filter(({ status }) => status === "may-be-empty");
  return {
    found: [
      `${panels.length - empty.length} panels have data, ${empty.length} may be empty, ${rules.length} rules have no error, ${targets.length} targets are up.`,
      ...empty.map(({ dashboard, panel, why }) => `  empty: dashboard ${dashboard}, panel ${panel}: ${why}`),
    ],
  };
}

function faultsOf({ panels, rules, targets }: VerifyReport): readonly string[] {
  return [
    ...panels
      .filter(({ status }) => !PANELS_THAT_WILL_DO.includes(status))
      .map(({ dashboard, panel, why }) => `dashboard ${dashboard}, panel ${panel}: ${why}`),
    ...rules.filter(({ status }) => RULES_THAT_WILL_NOT.includes(status)).map(({ group, rule, why }) => `group ${group}, rule ${rule}: ${why}`),
    ...targets.filter(({ status }) => status !== "up").map(({ job, why }) => `target ${job}: ${why}`),
  ];
}

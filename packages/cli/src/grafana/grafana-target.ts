import type { Model } from "@platform/grafana-dashboards";
import { createGrafanaClient, type GrafanaClient, GrafanaError } from "@platform/grafana-dashboards/grafana";
import { CommandError } from "../command-error.ts";
import { exitCode } from "../exit-code.ts";

/** The Grafana that a command talks to, with the token of `GRAFANA_TOKEN`: a password on a command line is seen by everybody. */
export function grafanaTarget(url: string | undefined, { platform }: Model): GrafanaClient {
  const target = url ?? (process.env.GRAFANA_URL || platform.links.grafana);
  if (!URL.canParse(target) || !/^https?:/.test(target)) {
    throw new CommandError("url_invalid", `${JSON.stringify(target)} is no URL of a Grafana.`, { exit: exitCode.usage });
  }
  return createGrafanaClient({ url: target, token: process.env.GRAFANA_TOKEN || undefined });
}

/** Turns what Grafana refuses into the one block that ends a command. */
export async function explainGrafana<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof GrafanaError)) {
      throw error;
    }
    const hint = error.code === "grafana_unauthorized" ? "Set GRAFANA_TOKEN to the token of a service account." : undefined;
    throw new CommandError(error.code, error.message, { exit: exitCode.environment, hint, cause: error });
  }
}

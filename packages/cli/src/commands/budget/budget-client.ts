import { createPrometheusClient, type PrometheusClient } from "@platform/grafana-dashboards";
import { CommandError } from "../../command-error.ts";
import { exitCode } from "../../exit-code.ts";

/** A deployment waits for the answer. */
const TIMEOUT_SECONDS = 10;

/** A client of the Prometheus at an address, and that address without its password. */
export function budgetClient(address: string): { readonly client: PrometheusClient; readonly url: string } {
  if (!URL.canParse(address) || !/^https?:/.test(address)) {
    throw new CommandError("url_invalid", `${JSON.stringify(address)} is no URL of a Prometheus.`, { exit: exitCode.usage });
  }
  const shown = new URL(address);
  shown.username = "";
  shown.password = "";
  return { client: createPrometheusClient({ url: address, fetch, timeoutSeconds: TIMEOUT_SECONDS }), url: shown.href };
}

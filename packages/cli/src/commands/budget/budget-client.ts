import { createPrometheusClient, type PrometheusClient } from "@platform/grafana-dashboards";
import { monitoringAddress } from "../../monitoring-address.ts";

/** A deployment waits for the answer. */
const TIMEOUT_SECONDS = 10;

/** A client of the Prometheus at an address, and that address without its password. */
export function budgetClient(url: string): { readonly client: PrometheusClient; readonly url: string } {
  const address = monitoringAddress(url, "a Prometheus");
  const shown = new URL(address);
  shown.username = "";
  shown.password = "";
  return { client: createPrometheusClient({ url: address, fetch, timeoutSeconds: TIMEOUT_SECONDS }), url: shown.href };
}

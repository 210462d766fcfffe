import type { Endpoint } from "../web/endpoint.ts";
import { askAt } from "./prometheus-api.ts";
import { looked } from "./prometheus-checks.ts";
import type { HealthCheck, HealthResult } from "./stack-health.ts";

/** A counter of failed notifications: `alertmanager_notifications_failed_total{integration="slack"} 3`. */
const FAILED = /^alertmanager_notifications_failed_total\{[^}]*integration="([^"]+)"[^}]*\} (\S+)$/gm;
const SENT = /^alertmanager_notifications_total\{[^}]*integration="([^"]+)"[^}]*\} (\S+)$/gm;
/** `slack_configs:`, as the status page shows the configuration; the page never shows secrets. */
const INTEGRATION = /^\s*(?:- )?(\w+)_configs:/gm;

/** Whether somebody would be told. */
export const askAlertmanager: HealthCheck = async ({ endpointOf }) => {
  const alertmanager = endpointOf("alertmanager");
  if (alertmanager === undefined) {
    const found = "unknown: Alertmanager does not answer, and nobody is told of any alert";
    return [{ check: "receivers", state: "wrong", found, fix: "Run: platform stack start" }];
  }
  return [await looked("receivers", () => receivers(alertmanager))];
};

async function receivers(alertmanager: Endpoint): Promise<Omit<HealthResult, "check">> {
  const { config } = await askAt(alertmanager)<{ config: { original: string } }>("/api/v2/status");
  const text = await (await alertmanager.ask(`${alertmanager.url}/metrics`)).text();
  const sent = countsOf(text, SENT);
  const failing = [...countsOf(text, FAILED)]
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${name} (${count} of ${sent.get(name) ?? count})`);
  if (failing.length > 0) {
    return { state: "wrong", found: `notifications failed: ${failing.join(", ")}`, fix: "platform stack logs alertmanager tells why." };
  }
  const kinds = [...new Set([...config.original.matchAll(INTEGRATION)].map(([, kind]) => kind))];
  return kinds.length === 0
    ? { state: "warning", found: "no receiver tells anybody", fix: "Give the platform channels, then deploy again." }
    : { state: "fine", found: kinds.join(", ") };
}

/** Failures since the start, added up by integration. */
function countsOf(text: string, pattern: RegExp): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const [, integration = "", value] of text.matchAll(pattern)) {
    counts.set(integration, (counts.get(integration) ?? 0) + Number(value));
  }
  return counts;
}

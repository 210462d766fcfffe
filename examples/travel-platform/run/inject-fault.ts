import { loopbackUrl, type RunPorts } from "./run-ports.ts";

/** Makes a share of the requests to a service fail; 0 makes it whole again. */
export async function injectErrors(service: string, errorRate: number, ports: RunPorts): Promise<void> {
  const url = `${loopbackUrl(ports.services[service]?.admin ?? 0)}/__fault`;
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ errorRate }),
    signal: AbortSignal.timeout(5000),
  });
  if (!response.ok) {
    throw new Error(`${url} answers ${response.status}: ${await response.text()}`);
  }
}

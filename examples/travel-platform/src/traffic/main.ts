import { apiGateway } from "../api-gateway/definition.ts";
import { runProcess } from "../process/run-process.ts";
import { readNumber, readUrl, urlVariable } from "../process/service-settings.ts";
import { JOURNEYS } from "./journeys.ts";
import { runTraffic } from "./run-traffic.ts";

/** Visitors of the platform, through its gateway, until the process is stopped; says at its end what became of them. */
await runProcess("traffic", async () => {
  const gatewayUrl = readUrl(process.env, urlVariable(apiGateway.name), `http://127.0.0.1:${apiGateway.port}`);
  const visitorsPerSecond = readNumber(process.env, "TRAFFIC_VISITORS_PER_SECOND", { fallback: 4, min: 0.01, max: 200 });
  const seed = readNumber(process.env, "TRAFFIC_SEED", { fallback: 1 });
  const traffic = runTraffic({
    gatewayUrl,
    journeys: JOURNEYS,
    visitorsPerSecond,
    maxVisitors: readNumber(process.env, "TRAFFIC_MAX_VISITORS", { fallback: 100, min: 1, max: 10_000 }),
    thinkSeconds: readNumber(process.env, "TRAFFIC_THINK_SECONDS", { fallback: 0.3, max: 60 }),
    seed,
    run: `run-${Date.now().toString(36)}`,
  });
  return { ready: { gatewayUrl, visitorsPerSecond, seed }, stop: async () => ({ ...(await traffic.stop()) }) };
});

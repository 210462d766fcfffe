import { defineCounter } from "@platform/metrics/define";
import { defineService, defineSlo, httpAvailability, httpLatency } from "@platform/slo/define";
import { deliveryAlerts, deliveryMetrics } from "../definition/delivery.ts";
import { httpClientRequestDuration } from "../definition/http-client.ts";
import { CHANNELS } from "../definition/sales.ts";

const sessions = defineCounter({
  name: "sessions_total",
  help: "Visits begun: first requests of a visitor, or first ones after half an hour of silence.",
  labels: { channel: CHANNELS },
});

export const apiGateway = defineService({
  name: "api-gateway",
  title: "API gateway",
  help: "The one address that browsers and apps talk to.",
  owner: "platform",
  port: 3010,
  calls: ["auth", "ecommerce", "payment", "hotel", "taxi"],
  metrics: { sessions, httpClientRequestDuration, ...deliveryMetrics },
  alerts: deliveryAlerts,
  slos: [
    defineSlo({ name: "availability", help: "Requests are answered.", objective: 0.999, sli: httpAvailability() }),
    defineSlo({ name: "latency", help: "Requests are answered within half a second.", objective: 0.95, sli: httpLatency({ thresholdSeconds: 0.5 }) }),
  ],
});

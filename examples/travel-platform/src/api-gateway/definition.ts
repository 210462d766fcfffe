import { alertAbove, alertBelow, quantileOf, rateOf, ratioOf } from "@platform/alerts";
import { defineCounter, httpClientRequestDuration, httpServerRequestDuration } from "@platform/metrics/define";
import { defineService, defineSlo, httpAvailability, httpLatency } from "@platform/slo/define";
import { deliveryAlerts, deliveryMetrics } from "../definition/delivery.ts";
import { CHANNELS } from "../definition/sales.ts";

const sessions = defineCounter({
  name: "sessions_total",
  help: "Visits begun: first requests of a visitor, or first ones after half an hour of silence.",
  labels: { channel: CHANNELS },
});

const convertedSessions = defineCounter({
  name: "sessions_converted_total",
  help: "Visits in which something was sold: an order, a booking or a ride; each counts once.",
  labels: { channel: CHANNELS },
});

const HOUR = { windowSeconds: 3600 } as const;

const alerts = {
  // Visits and sales meet here and nowhere else, so that both numbers come from one job.
  lowConversion: alertBelow(ratioOf(rateOf(convertedSessions, {}, HOUR), rateOf(sessions, {}, HOUR)), {
    category: "business",
    limits: { warning: 0.02 },
    minimum: 500,
    forSeconds: 900,
    summary: "Under {limit} of the visitors buy something",
    description: "In {value} of the visits of the last hour something was sold.",
    runbook: "business/conversion",
  }),
  answerTime: alertAbove(quantileOf(0.95, httpServerRequestDuration), {
    category: "services",
    limits: { warning: 1 },
    minimum: 20,
    summary: "{title} takes over {limit} for one request in twenty",
    description: "The 95th percentile of the response time that browsers and apps see over the last 5 minutes is {value}.",
    runbook: "services/high-response-time",
  }),
};

export const apiGateway = defineService({
  name: "api-gateway",
  title: "API gateway",
  help: "The one address that browsers and apps talk to.",
  owner: "platform",
  port: 3010,
  calls: ["auth", "ecommerce", "payment", "hotel", "taxi"],
  metrics: { sessions, convertedSessions, httpClientRequestDuration, ...deliveryMetrics },
  alerts: { ...alerts, ...deliveryAlerts },
  slos: [
    defineSlo({ name: "availability", help: "Requests are answered.", objective: 0.999, sli: httpAvailability() }),
    defineSlo({ name: "latency", help: "Requests are answered within half a second.", objective: 0.95, sli: httpLatency({ thresholdSeconds: 0.5 }) }),
  ],
});

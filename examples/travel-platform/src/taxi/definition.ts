import { alertAbove, alertBelow, levelOf, quantileOf, ratioOf, shareOf } from "@platform/alerts";
import { databaseMetrics, defineCounter, defineGauge, defineHistogram, httpClientRequestDuration } from "@platform/metrics/define";
import { defineService, defineSlo, httpAvailability, httpLatency, threshold } from "@platform/slo/define";
import { circuitBreakerMetrics, circuitBreakerOpen } from "../definition/circuit-breaker.ts";
import { deliveryAlerts, deliveryMetrics } from "../definition/delivery.ts";
import { notificationFailures, notifications } from "../definition/notifications.ts";
import { CHANNELS, revenue, revenueDrop } from "../definition/sales.ts";

const rideRequests = defineCounter({
  name: "ride_requests_total",
  help: "Rides asked for.",
  labels: { channel: CHANNELS },
});

const rides = defineCounter({
  name: "rides_total",
  help: "Rides that ended, by how.",
  labels: { outcome: ["completed", "cancelled", "no_driver", "payment_failed"] },
});

const rideMatchingDuration = defineHistogram({
  name: "ride_matching_duration_seconds",
  help: "Time from the request until a driver accepted; a ride given up counts with the time that it waited.",
  buckets: [5, 10, 15, 30, 60, 90, 120, 180, 240, 300],
});

const rideWaitDuration = defineHistogram({
  name: "ride_wait_duration_seconds",
  help: "Time from the request until the customer was picked up.",
  buckets: [60, 120, 180, 240, 300, 420, 600, 900, 1200, 1800],
});

const drivers = defineGauge({
  name: "drivers",
  help: "Drivers, by what they do.",
  labels: { state: ["available", "busy", "offline"] },
});

const FAILED = ["no_driver", "payment_failed"] as const;
const ON_DUTY = ["available", "busy"] as const;

const alerts = {
  revenueDrop,
  rideFailures: alertAbove(shareOf(rides, { outcome: FAILED }, { among: { outcome: ["completed", ...FAILED] }, windowSeconds: 900 }), {
    category: "services",
    limits: { warning: 0.15 },
    minimum: 20,
    summary: "{title} fails over {limit} of its rides",
    description: "{value} of the rides that ended in the last 15 minutes, without those that the customer gave up, found no driver or were not paid.",
    runbook: "services/ride-failures",
  }),
  fewDrivers: alertBelow(ratioOf(levelOf(drivers, { state: "available" }, { per: [] }), levelOf(drivers, { state: ON_DUTY }, { per: [] })), {
    category: "business",
    limits: { warning: 0.2 },
    minimum: 10,
    summary: "Under {limit} of the drivers on duty are available",
    description: "{value} of the drivers who are not offline are free for the next ride.",
    runbook: "business/drivers",
  }),
  waitingTime: alertAbove(quantileOf(0.95, rideWaitDuration, {}, { windowSeconds: 1800 }), {
    category: "business",
    limits: { warning: 600 },
    minimum: 20,
    summary: "One customer in twenty waits over {limit} for a taxi",
    description: "The 95th percentile of the time from request to pick-up over the last 30 minutes is {value}.",
    runbook: "business/drivers",
  }),
  notificationFailures,
  circuitBreakerOpen,
};

export const taxi = defineService({
  name: "taxi",
  title: "Taxi",
  help: "Ride requests, matching with drivers, rides.",
  owner: "mobility",
  port: 3005,
  calls: ["auth", "payment"],
  metrics: {
    rideRequests,
    rides,
    rideMatchingDuration,
    rideWaitDuration,
    drivers,
    revenue,
    notifications,
    httpClientRequestDuration,
    ...circuitBreakerMetrics,
    ...databaseMetrics,
    ...deliveryMetrics,
  },
  alerts: { ...alerts, ...deliveryAlerts },
  slos: [
    defineSlo({ name: "availability", help: "Requests are answered.", objective: 0.999, sli: httpAvailability() }),
    defineSlo({ name: "latency", help: "Requests are answered within a second.", objective: 0.95, sli: httpLatency({ thresholdSeconds: 1 }) }),
    defineSlo({
      name: "matching",
      help: "A driver accepts within two minutes.",
      objective: 0.9,
      sli: threshold({ metric: rideMatchingDuration, bound: 120 }),
      // All rides unmatched burn at 10 times at most, so that the tier above 10 times cannot fire.
      tiers: ["medium", "slow", "day", "steady"],
    }),
  ],
});

import { defineCounter, defineGauge } from "@platform/metrics/define";
import { defineService, defineSlo, eventRatio, httpAvailability, httpLatency } from "@platform/slo/define";
import { databaseMetrics } from "../definition/database.ts";
import { deliveryAlerts, deliveryMetrics } from "../definition/delivery.ts";
import { notifications } from "../definition/notifications.ts";
import { CHANNELS } from "../definition/sales.ts";

const registrations = defineCounter({
  name: "registrations_total",
  help: "Accounts opened.",
  labels: { channel: CHANNELS },
});

const loginAttempts = defineCounter({
  name: "login_attempts_total",
  help: "Logins tried: invalid has the wrong email or password, locked came after too many of those, failed had the right ones but no session.",
  labels: { outcome: ["succeeded", "invalid", "locked", "failed"] },
});

const tokenChecks = defineCounter({
  name: "token_checks_total",
  help: "Session tokens that a service asked about.",
  labels: { outcome: ["accepted", "expired", "unknown"] },
});

const activeUsers = defineGauge({
  name: "active_users",
  help: "Customers whose session was used in the last five minutes.",
});

const openSessions = defineGauge({
  name: "login_sessions",
  help: "Login sessions that have not expired.",
});

export const auth = defineService({
  name: "auth",
  title: "Auth",
  help: "Accounts, logins and sessions.",
  owner: "identity",
  port: 3001,
  metrics: { registrations, loginAttempts, tokenChecks, activeUsers, openSessions, notifications, ...databaseMetrics, ...deliveryMetrics },
  alerts: deliveryAlerts,
  slos: [
    defineSlo({ name: "availability", help: "Requests are answered.", objective: 0.9995, sli: httpAvailability() }),
    defineSlo({ name: "latency", help: "Requests are answered within 200 ms.", objective: 0.95, sli: httpLatency({ thresholdSeconds: 0.2 }) }),
    defineSlo({
      name: "login-success",
      help: "A customer with the right password gets in.",
      objective: 0.98,
      sli: eventRatio({
        good: { metric: loginAttempts, labels: { outcome: ["succeeded"] } },
        total: { metric: loginAttempts, labels: { outcome: ["succeeded", "failed"] } },
      }),
    }),
  ],
});

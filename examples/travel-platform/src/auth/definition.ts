import { alertAbove, alertBelow, comparedWithBefore, increaseOf, levelOf, shareOf } from "@platform/alerts";
import { databaseMetrics, defineCounter, defineGauge } from "@platform/metrics/define";
import { defineService, defineSlo, eventRatio, httpAvailability, httpLatency } from "@platform/slo/define";
import { deliveryAlerts, deliveryMetrics } from "../definition/delivery.ts";
import { notificationFailures, notifications } from "../definition/notifications.ts";
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

const alerts = {
  loginFailures: alertAbove(shareOf(loginAttempts, { outcome: "failed" }, { among: { outcome: ["succeeded", "failed"] } }), {
    category: "services",
    limits: { warning: 0.1 },
    minimum: 20,
    summary: "{title} turns away over {limit} of the customers with the right password",
    description: "{value} of the logins with the right password in the last 5 minutes ended without a session.",
    runbook: "services/login-failures",
  }),
  registrationsDrop: alertBelow(comparedWithBefore(increaseOf(registrations, {}, { windowSeconds: 3600 })), {
    category: "business",
    limits: { warning: 0.7 },
    minimum: 50,
    forSeconds: 900,
    summary: "Under {limit} of yesterday's registrations",
    description: "The accounts opened in the last hour are {value} of those of the same hour yesterday.",
    runbook: "business/fewer-customers",
  }),
  activeUsersDrop: alertBelow(comparedWithBefore(levelOf(activeUsers, {}, { per: [], operator: "max", averageSeconds: 900 })), {
    category: "business",
    limits: { warning: 0.75 },
    minimum: 100,
    forSeconds: 900,
    summary: "Under {limit} of yesterday's active users",
    description: "The customers who used the platform in the last quarter of an hour are {value} of those of the same time yesterday.",
    runbook: "business/fewer-customers",
  }),
  authenticationFailures: alertAbove(shareOf(loginAttempts, { outcome: ["invalid", "locked"] }, { windowSeconds: 900 }), {
    category: "security",
    limits: { warning: 0.5 },
    minimum: 100,
    summary: "{title} refuses over {limit} of the logins",
    description: "{value} of the logins of the last 15 minutes had a wrong password or a locked account: somebody may be guessing.",
    runbook: "security/authentication-failures",
  }),
  refusedTokens: alertAbove(shareOf(tokenChecks, { outcome: "unknown" }), {
    category: "security",
    limits: { warning: 0.1 },
    minimum: 100,
    summary: "{title} does not know over {limit} of the session tokens",
    description: "{value} of the session tokens that services asked about in the last 5 minutes were none of ours.",
    runbook: "security/refused-tokens",
  }),
  notificationFailures,
};

export const auth = defineService({
  name: "auth",
  title: "Auth",
  help: "Accounts, logins and sessions.",
  owner: "identity",
  port: 3001,
  metrics: { registrations, loginAttempts, tokenChecks, activeUsers, openSessions, notifications, ...databaseMetrics, ...deliveryMetrics },
  alerts: { ...alerts, ...deliveryAlerts },
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

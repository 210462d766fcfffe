import { alertAbove, comparedWithBefore, increaseOf, rateOf, ratioOf, shareOf } from "@platform/alerts";
import { currency, databaseMetrics, defineCounter, defineHistogram, httpClientRequestDuration } from "@platform/metrics/define";
import { defineService, defineSlo, eventRatio, httpAvailability, httpLatency } from "@platform/slo/define";
import { deliveryAlerts, deliveryMetrics } from "../definition/delivery.ts";
import { CURRENCIES } from "../definition/sales.ts";

/** A refusal is the answer of the customer's bank or of the fraud check; the others are faults of ours or of the card network. */
export const REFUSALS = ["insufficient_funds", "card_expired", "fraud_suspected"] as const;
export const FAULTS = ["network_timeout", "network_error", "internal_error"] as const;
export type Refusal = (typeof REFUSALS)[number];
export type Fault = (typeof FAULTS)[number];

export const REFUND_REASONS = ["returned_goods", "cancelled_booking"] as const;
export type RefundReason = (typeof REFUND_REASONS)[number];

const paymentAttempts = defineCounter({
  name: "payment_attempts_total",
  help: "Charges tried: refused by the customer's bank or the fraud check, failed by a fault of ours or of the card network.",
  labels: { outcome: ["succeeded", "refused", "failed"] },
});

const paymentFailures = defineCounter({
  name: "payment_failures_total",
  help: "Charges that were refused or failed, by reason.",
  labels: { reason: [...REFUSALS, ...FAULTS] },
});

const fraudChecks = defineCounter({
  name: "fraud_checks_total",
  help: "Charges examined before the card network was asked.",
  labels: { outcome: ["passed", "detected"] },
});

const refunds = defineCounter({
  name: "refunds_total",
  help: "Payments given back.",
  labels: { currency: CURRENCIES, reason: REFUND_REASONS },
});

const refundedAmount = defineCounter({
  name: "refunded_amount_total",
  help: "Money given back, in whole units of the currency.",
  unit: currency("currency"),
  labels: { currency: CURRENCIES },
});

const cardNetworkDuration = defineHistogram({
  name: "card_network_duration_seconds",
  help: "Time that the card network took to answer.",
  labels: { operation: ["authorise", "refund"] },
  buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5],
});

const HOUR = { windowSeconds: 3600 } as const;

const alerts = {
  failures: alertAbove(shareOf(paymentAttempts, { outcome: "failed" }, { among: { outcome: ["succeeded", "failed"] } }), {
    category: "services",
    limits: { critical: 0.05 },
    minimum: 20,
    summary: "{title} fails over {limit} of the charges that a bank would allow",
    description: "{value} of the charges of the last 5 minutes that no bank refused failed by a fault of ours or of the card network.",
    runbook: "business/payment-failures",
  }),
  fraud: alertAbove(shareOf(fraudChecks, { outcome: "detected" }, { windowSeconds: 900 }), {
    category: "business",
    limits: { critical: 0.05 },
    minimum: 100,
    summary: "Over {limit} of the charges look like fraud",
    description: "The fraud check stopped {value} of the charges of the last 15 minutes.",
    runbook: "business/fraud",
  }),
  fraudSurge: alertAbove(comparedWithBefore(increaseOf(fraudChecks, { outcome: "detected" }, HOUR)), {
    category: "security",
    limits: { warning: 3 },
    minimum: 10,
    forSeconds: 900,
    summary: "Over {limit} times the fraud of the same hour yesterday",
    description: "The fraud check stopped {value} times as many charges in the last hour as in the same hour yesterday.",
    runbook: "business/fraud",
  }),
  refunds: alertAbove(ratioOf(rateOf(refunds, {}, HOUR), rateOf(paymentAttempts, { outcome: "succeeded" }, HOUR)), {
    category: "business",
    limits: { warning: 0.1 },
    minimum: 100,
    forSeconds: 900,
    summary: "Over {limit} of the payments are given back",
    description: "For each payment of the last hour, {value} of one were refunded.",
    runbook: "business/refunds",
  }),
};

export const payment = defineService({
  name: "payment",
  title: "Payment",
  help: "Charges, fraud checks and refunds.",
  owner: "payments",
  port: 3003,
  calls: ["auth"],
  metrics: {
    paymentAttempts,
    paymentFailures,
    fraudChecks,
    refunds,
    refundedAmount,
    cardNetworkDuration,
    httpClientRequestDuration,
    ...databaseMetrics,
    ...deliveryMetrics,
  },
  alerts: { ...alerts, ...deliveryAlerts },
  slos: [
    defineSlo({ name: "availability", help: "Requests are answered.", objective: 0.9999, sli: httpAvailability() }),
    defineSlo({ name: "latency", help: "Requests are answered within two seconds.", objective: 0.95, sli: httpLatency({ thresholdSeconds: 2 }) }),
    defineSlo({
      name: "payment-success",
      help: "A charge that the customer's bank allows succeeds.",
      objective: 0.99,
      sli: eventRatio({
        good: { metric: paymentAttempts, labels: { outcome: ["succeeded"] } },
        total: { metric: paymentAttempts, labels: { outcome: ["succeeded", "failed"] } },
      }),
    }),
  ],
});

import { alertBelow, comparedWithBefore, increaseOf } from "@platform/alerts";
import { currency, defineCounter } from "@platform/metrics/define";

/** ISO 4217. */
export const CURRENCIES = ["EUR", "GBP", "USD"] as const;
export type Currency = (typeof CURRENCIES)[number];

/** Where a customer came in. */
export const CHANNELS = ["web", "app"] as const;
export type Channel = (typeof CHANNELS)[number];

/** Counted by the service that sold something, when its payment has succeeded; refunds are not taken off. */
export const revenue = defineCounter({
  name: "revenue_total",
  help: "Money taken for orders, bookings and rides, in whole units of the currency.",
  unit: currency("currency"),
  labels: { currency: CURRENCIES, channel: CHANNELS },
});

/** Each service watches what it sells itself: which of them lost its customers is known from the alert. */
export const revenueDrop = alertBelow(comparedWithBefore(increaseOf(revenue, {}, { per: ["currency"], windowSeconds: 3600 })), {
  category: "business",
  limits: { critical: 0.8 },
  minimum: 1000,
  forSeconds: 900,
  summary: "{title} takes under {limit} of yesterday's money in {{ $labels.currency }}",
  description: "The {{ $labels.currency }} that {{ $labels.job }} took in the last hour are {value} of those of the same hour yesterday.",
  runbook: "business/revenue-drop",
});

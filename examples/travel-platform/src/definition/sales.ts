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

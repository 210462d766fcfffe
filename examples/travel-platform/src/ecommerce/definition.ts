import { alertAbove, alertBelow, comparedWithBefore, meanOf, rateOf, ratioOf } from "@platform/alerts";
import { currency, databaseMetrics, defineCounter, defineHistogram, httpClientRequestDuration } from "@platform/metrics/define";
import { defineService, defineSlo, httpAvailability, httpLatency, threshold } from "@platform/slo/define";
import { cacheMetrics } from "../definition/cache.ts";
import { circuitBreakerMetrics, circuitBreakerOpen } from "../definition/circuit-breaker.ts";
import { deliveryAlerts, deliveryMetrics } from "../definition/delivery.ts";
import { notificationFailures, notifications } from "../definition/notifications.ts";
import { CHANNELS, CURRENCIES, revenue, revenueDrop } from "../definition/sales.ts";
import { searchDuration, slowSearch } from "../definition/search.ts";

const productSearches = defineCounter({
  name: "product_searches_total",
  help: "Searches in the catalogue, by whether they found anything.",
  labels: { outcome: ["found", "empty"] },
});

const cartsCreated = defineCounter({
  name: "carts_created_total",
  help: "Carts begun.",
  labels: { channel: CHANNELS },
});

const cartsAbandoned = defineCounter({
  name: "carts_abandoned_total",
  help: "Carts left untouched for too long.",
  labels: { channel: CHANNELS },
});

const orders = defineCounter({
  name: "orders_total",
  help: "Checkouts: refused by the customer's bank or the fraud check, failed by a fault of the platform.",
  labels: { channel: CHANNELS, outcome: ["completed", "out_of_stock", "payment_refused", "failed"] },
});

const orderValue = defineHistogram({
  name: "order_value",
  help: "Value of a completed order.",
  unit: currency("currency"),
  labels: { currency: CURRENCIES },
  buckets: [5, 10, 25, 50, 100, 250, 500, 1000, 2500],
});

const HOUR = { windowSeconds: 3600 } as const;

const alerts = {
  revenueDrop,
  cartAbandonment: alertAbove(ratioOf(rateOf(cartsAbandoned, {}, HOUR), rateOf(cartsCreated, {}, HOUR)), {
    category: "business",
    limits: { warning: 0.7 },
    minimum: 100,
    forSeconds: 900,
    summary: "Over {limit} of the carts are abandoned",
    description: "For each cart begun in the last hour, {value} of one were left untouched for too long.",
    runbook: "business/cart-abandonment",
  }),
  orderValueDrop: alertBelow(comparedWithBefore(meanOf(orderValue, {}, { per: ["currency"], windowSeconds: 3600 })), {
    category: "business",
    limits: { warning: 0.85 },
    minimum: 100,
    forSeconds: 900,
    summary: "The average order in {{ $labels.currency }} is under {limit} of yesterday's",
    description: "The average value of the orders in {{ $labels.currency }} of the last hour is {value} of that of the same hour yesterday.",
    runbook: "business/order-value",
  }),
  slowSearch,
  notificationFailures,
  circuitBreakerOpen,
};

export const ecommerce = defineService({
  name: "ecommerce",
  title: "E-commerce",
  help: "Travel goods: catalogue, carts, orders.",
  owner: "shop",
  port: 3002,
  calls: ["auth", "payment"],
  metrics: {
    productSearches,
    searchDuration,
    cartsCreated,
    cartsAbandoned,
    orders,
    orderValue,
    revenue,
    notifications,
    httpClientRequestDuration,
    ...cacheMetrics,
    ...circuitBreakerMetrics,
    ...databaseMetrics,
    ...deliveryMetrics,
  },
  alerts: { ...alerts, ...deliveryAlerts },
  slos: [
    defineSlo({ name: "availability", help: "Requests are answered.", objective: 0.999, sli: httpAvailability() }),
    defineSlo({ name: "latency", help: "Requests are answered within a second.", objective: 0.95, sli: httpLatency({ thresholdSeconds: 1 }) }),
    defineSlo({
      name: "search-latency",
      help: "A search takes at most half a second.",
      objective: 0.95,
      sli: threshold({ metric: searchDuration, bound: 0.5 }),
    }),
  ],
});

import { currency, defineCounter, defineHistogram } from "@platform/metrics/define";
import { defineService, defineSlo, httpAvailability, httpLatency, threshold } from "@platform/slo/define";
import { cacheMetrics } from "../definition/cache.ts";
import { circuitBreakerMetrics } from "../definition/circuit-breaker.ts";
import { databaseMetrics } from "../definition/database.ts";
import { deliveryAlerts, deliveryMetrics } from "../definition/delivery.ts";
import { httpClientRequestDuration } from "../definition/http-client.ts";
import { notifications } from "../definition/notifications.ts";
import { CHANNELS, CURRENCIES, revenue } from "../definition/sales.ts";
import { searchDuration } from "../definition/search.ts";

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
  alerts: deliveryAlerts,
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

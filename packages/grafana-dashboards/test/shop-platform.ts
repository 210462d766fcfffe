import { currency, defineCounter, defineGauge, defineHistogram, open } from "@platform/metrics/define";
import { defineService, defineSlo, eventRatio, httpAvailability, httpLatency, threshold } from "@platform/slo/define";
import { definePlatform } from "../src/define.ts";

export const orders = defineCounter({
  name: "orders_total",
  help: "Orders placed.",
  labels: { channel: ["web", "app"], outcome: ["paid", "refused"] },
});

export const revenue = defineCounter({
  name: "revenue_total",
  help: "Value of paid orders.",
  labels: { currency: ["EUR", "USD"], channel: ["web", "app"] },
  unit: currency("currency"),
});

export const stock = defineGauge({ name: "stock_items", help: "Items in stock.", labels: { warehouse: open({ max: 20 }) } });

export const sending = defineHistogram({
  name: "mail_send_duration_seconds",
  help: "Time to hand a mail over.",
  labels: { kind: ["receipt", "newsletter"] },
  buckets: [0.1, 0.5, 1, 5],
});

export const parcels = defineCounter({
  name: "parcels_total",
  help: "Parcels handed over, by where they go.",
  labels: { geo_country_iso_code: ["DE", "NL", "US"], outcome: ["delivered", "returned"] },
});

export const checkout = defineService({
  name: "checkout",
  title: 'Checkout {{ "beta" }}',
  help: "Takes orders: 'fast' and \"safe\".",
  owner: "team-shop",
  port: 4001,
  calls: ["mail"],
  metrics: { orders, revenue, stock },
  slos: [
    defineSlo({ name: "availability", help: "Orders are answered without a server error.", objective: 0.999, sli: httpAvailability() }),
    defineSlo({ name: "latency", help: "Orders are answered within half a second.", objective: 0.95, sli: httpLatency({ thresholdSeconds: 0.5 }) }),
    defineSlo({
      name: "payment",
      help: "Orders are paid.",
      objective: 0.98,
      sli: eventRatio({ good: { metric: orders, labels: { outcome: ["paid"] } }, total: { metric: orders, labels: {} } }),
    }),
  ],
});

export const mail = defineService({
  name: "mail",
  title: "Mail",
  help: "Sends receipts.",
  owner: "team-post",
  port: 4002,
  metrics: { sending, parcels },
  slos: [
    defineSlo({ name: "speed", help: "A mail is handed over within a second.", objective: 0.99, sli: threshold({ metric: sending, bound: 1 }) }),
  ],
});

/** Two services with metrics of every kind and objectives of every kind, for tests. */
export const shop = definePlatform({
  name: "shop",
  title: "Shop",
  services: [checkout, mail],
  prometheus: { scrapeIntervalSecondsByService: { mail: 5 } },
  links: {
    grafana: "http://localhost:3000",
    prometheus: "http://localhost:9090",
    alertmanager: "http://localhost:9093",
    runbooks: "https://example.com/runbooks",
  },
});

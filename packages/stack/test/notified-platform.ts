import { alertBelow, comparedWithBefore, increaseOf } from "@platform/alerts";
import { defineNotifications, definePlatform, type NotificationDefinition } from "@platform/grafana-dashboards/define";
import { defineCounter } from "@platform/metrics/define";
import { defineService } from "@platform/slo/define";
import { node, prometheus } from "../src/define.ts";
import { shop } from "./shop-platform.ts";

const orders = defineCounter({ name: "orders_total", help: "Orders." });

const ordersDrop = alertBelow(comparedWithBefore(increaseOf(orders)), {
  category: "business",
  limits: { critical: 0.8 },
  minimum: 100,
  summary: "{title} has under {limit} of yesterday's orders",
  description: "The orders of the last minutes are {value} of yesterday's.",
  runbook: "business/revenue-drop",
});

const till = defineService({
  name: "till",
  title: "Till",
  help: "Sells.",
  owner: "team-shop",
  port: 4003,
  calls: ["checkout"],
  metrics: { orders },
  alerts: { ordersDrop },
});

/** The shop with somebody to tell: one team with critical alerts of the business, two without, and every channel. */
export function notifiedPlatform(options: Partial<NotificationDefinition> = {}) {
  return definePlatform({
    ...shop,
    services: [...shop.services, till],
    uses: [node({ owner: "team-post" }), prometheus({ owner: "team-watch" })],
    notifications: defineNotifications({
      teams: {
        "team-shop": { email: "shop@shop.example", slack: "#team-shop" },
        "team-post": { email: "post@shop.example" },
        "team-watch": { email: "watch@shop.example" },
      },
      fallback: "team-watch",
      slack: { critical: "#critical-alerts", warning: "#alerts", info: "#alerts-info" },
      email: { from: "alerts@shop.example", smarthost: "mail.shop.example:25", requireTls: false },
      sms: { url: "https://sms.shop.example/" },
      heartbeat: { url: "https://heartbeat.shop.example/", username: "shop" },
      maintenance: { nightly: { from: "02:00", to: "04:00", timeZone: "Europe/Lisbon" } },
      ...options,
    }),
  });
}

import { definePlatform } from "@platform/grafana-dashboards/define";
import { defineService, defineSlo, httpAvailability, httpLatency } from "@platform/slo/define";

const availability = defineSlo({ name: "availability", help: "Orders are answered.", objective: 0.999, sli: httpAvailability() });
const latency = defineSlo({
  name: "latency",
  help: "Orders are answered in half a second.",
  objective: 0.95,
  sli: httpLatency({ thresholdSeconds: 0.5 }),
});

/** Two services with two objectives each, for tests. */
export const shop = definePlatform({
  name: "shop",
  title: "Shop",
  services: [
    defineService({
      name: "checkout",
      title: "Checkout",
      help: "Takes orders.",
      owner: "team-shop",
      port: 4001,
      calls: ["mail"],
      slos: [availability, latency],
    }),
    defineService({ name: "mail", title: "Mail", help: "Sends receipts.", owner: "team-post", port: 4002, slos: [availability, latency] }),
  ],
  links: {
    grafana: "http://localhost:3000",
    prometheus: "http://localhost:9090",
    alertmanager: "http://localhost:9093",
    runbooks: "https://shop.example/runbooks",
  },
});

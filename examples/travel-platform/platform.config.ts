import { defineNotifications, definePlatform } from "@platform/grafana-dashboards/define";
import { alertmanager, blackbox, elasticsearch, nginx, node, postgres, prometheus, rabbitmq, redis, synthetics } from "@platform/stack/define";
import { probeHttp, probeTcp } from "@platform/synthetics/define";
import { containers } from "./src/containers.ts";
import { services } from "./src/services.ts";
import { businessFlows } from "./src/synthetics/business-flows.ts";

const gateway = "http://127.0.0.1:3010";

/** What strangers see: each service's health, and what the gateway answers. */
const probes = [
  ...services.map(({ name, port }) =>
    probeHttp(`${name}-health`, { of: "service", target: `http://127.0.0.1:${port}/readyz`, bodyHas: '"status":"ok"' }),
  ),
  probeHttp("home-page", { of: "endpoint", target: `${gateway}/api/home`, bodyHas: '"products"' }),
  probeHttp("product-search", { of: "endpoint", target: `${gateway}/api/products?query=suitcase`, bodyHas: '"id"' }),
  probeHttp("strangers-stay-out", { of: "endpoint", target: `${gateway}/api/sessions/current`, statuses: [401] }),
  probeTcp("database", { of: "service", target: "127.0.0.1:5433" }),
];

export default definePlatform({
  name: "travel",
  title: "Travel platform",
  services,
  uses: [
    node(),
    nginx(),
    postgres(),
    redis(),
    rabbitmq(),
    elasticsearch(),
    prometheus(),
    alertmanager(),
    blackbox({ probes }),
    synthetics({ flows: businessFlows(60) }),
  ],
  containers,
  links: {
    grafana: "http://localhost:3000",
    prometheus: "http://localhost:9090",
    alertmanager: "http://localhost:9093",
    runbooks: "https://github.com/platform-observability/platform/blob/main/runbooks",
  },
  kubernetes: {
    domain: "travel.example",
    clusterIssuer: "letsencrypt",
    syntheticsImage: "registry.travel.example/travel-synthetics:1",
    hosts: { "127.0.0.1:5433": "postgres.travel.svc:5432" },
  },
  notifications: defineNotifications({
    teams: {
      platform: { email: "platform@travel.example", slack: "#team-platform" },
      identity: { email: "identity@travel.example", slack: "#team-identity" },
      shop: { email: "shop@travel.example", slack: "#team-shop" },
      payments: { email: "payments@travel.example", slack: "#team-payments" },
      stays: { email: "stays@travel.example", slack: "#team-stays" },
      mobility: { email: "mobility@travel.example", slack: "#team-mobility" },
    },
    fallback: "platform",
    slack: { critical: "#critical-alerts", warning: "#alerts", info: "#alerts-info" },
    email: { from: "alerts@travel.example", smarthost: "smtp.travel.example:587", username: "alerts" },
    sms: { url: "https://sms.travel.example/alerts" },
    heartbeat: { url: "https://heartbeat.travel.example/travel", username: "travel" },
    contacts: { "On-call engineer": "+1-555-0100", "DevOps lead": "+1-555-0101", CTO: "+1-555-0102" },
    maintenance: { "monthly-updates": { weekdays: ["sunday"], daysOfMonth: [1, 7], from: "02:00", to: "05:00" } },
  }),
});

import { definePlatform } from "@platform/grafana-dashboards/define";
import { alertmanager, blackbox, nginx, node, postgres, prometheus, redis, synthetics } from "@platform/stack/define";
import { probeHttp, probeTcp } from "@platform/synthetics/define";
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
  uses: [node(), nginx(), postgres(), redis(), prometheus(), alertmanager(), blackbox({ probes }), synthetics({ flows: businessFlows(60) })],
  links: {
    grafana: "http://localhost:3000",
    prometheus: "http://localhost:9090",
    alertmanager: "http://localhost:9093",
    runbooks: "https://github.com/platform-observability/platform/blob/main/runbooks",
  },
});

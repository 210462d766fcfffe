import { definePlatform } from "@platform/grafana-dashboards/define";
import { defineCounter } from "@platform/metrics/define";
import { defineService } from "@platform/slo/define";

const orders = defineCounter({ name: "orders_total", help: "Orders taken.", labels: { channel: ["web", "app"] } });
const shop = defineService({ name: "shop", title: "Shop", help: "Sells.", owner: "sales", port: 3000, metrics: { orders } });

export default definePlatform({
  name: "shop",
  title: "Shop",
  services: [shop],
  links: {
    grafana: "https://grafana.example.com",
    prometheus: "https://prometheus.example.com",
    alertmanager: "https://alertmanager.example.com",
    runbooks: "https://example.com/runbooks",
  },
});

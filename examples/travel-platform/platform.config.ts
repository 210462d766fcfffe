import { definePlatform } from "@platform/grafana-dashboards/define";
import { alertmanager, nginx, node, postgres, prometheus, redis, synthetics } from "@platform/stack/define";
import { services } from "./src/services.ts";

export default definePlatform({
  name: "travel",
  title: "Travel platform",
  services,
  uses: [node(), nginx(), postgres(), redis(), prometheus(), alertmanager(), synthetics()],
  links: {
    grafana: "http://localhost:3000",
    prometheus: "http://localhost:9090",
    alertmanager: "http://localhost:9093",
    runbooks: "https://github.com/platform-observability/platform/blob/main/runbooks",
  },
});

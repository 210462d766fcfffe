import { definePlatform } from "@platform/grafana-dashboards/define";
import { services } from "./src/services.ts";

export default definePlatform({
  name: "travel",
  title: "Travel platform",
  services,
  links: {
    grafana: "http://localhost:3000",
    prometheus: "http://localhost:9090",
    alertmanager: "http://localhost:9093",
    runbooks: "https://github.com/platform-observability/platform/blob/main/runbooks",
  },
});

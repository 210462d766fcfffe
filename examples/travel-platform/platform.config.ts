import { definePlatform } from "@platform/grafana-dashboards/define";
import { apiGateway } from "./src/api-gateway/definition.ts";
import { auth } from "./src/auth/definition.ts";
import { ecommerce } from "./src/ecommerce/definition.ts";
import { hotel } from "./src/hotel/definition.ts";
import { payment } from "./src/payment/definition.ts";
import { taxi } from "./src/taxi/definition.ts";

export default definePlatform({
  name: "travel",
  title: "Travel platform",
  services: [apiGateway, auth, ecommerce, payment, hotel, taxi],
  links: {
    grafana: "http://localhost:3000",
    prometheus: "http://localhost:9090",
    alertmanager: "http://localhost:9093",
    runbooks: "https://github.com/platform-observability/platform/blob/main/runbooks",
  },
});

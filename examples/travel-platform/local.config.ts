import { definePlatform } from "@platform/grafana-dashboards/define";
import platform from "./platform.config.ts";

/** The same platform, scraped and evaluated often enough to see everything move within a minute. */
export default definePlatform({
  ...platform,
  prometheus: { ...platform.prometheus, scrapeIntervalSeconds: 5, evaluationIntervalSeconds: 5, tileSeconds: 20 },
});

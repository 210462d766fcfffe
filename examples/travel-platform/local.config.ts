import { definePlatform } from "@platform/grafana-dashboards/define";
import platform from "./platform.config.ts";

/** The same platform, scraped and evaluated often enough to see everything move within a minute. */
export default definePlatform({
  ...platform,
  // The others do not run beside it on this machine.
  uses: platform.uses.filter(({ name }) => ["prometheus", "alertmanager", "synthetics"].includes(name)),
  prometheus: {
    ...platform.prometheus,
    scrapeIntervalSeconds: 5,
    evaluationIntervalSeconds: 5,
    tileSeconds: 20,
    // A month of such short tiles would be many; it runs for minutes.
    samplesPerSlo: 10_000_000,
  },
});

import { defineCounter, defineGauge, defineHistogram } from "@platform/metrics/define";
import { defineService, defineSlo, httpAvailability, httpLatency } from "@platform/slo/define";
import { definePlatform, type PlatformDefinition } from "../src/define.ts";

/** Metrics of each service: 20. */
const [COUNTERS, GAUGES, HISTOGRAMS] = [8, 8, 4];

/** A platform of any size: each service has 20 metrics of its own and two objectives, and calls the service before it. */
export function syntheticPlatform(services: number): PlatformDefinition {
  return definePlatform({
    name: "synthetic",
    title: "Synthetic",
    services: Array.from({ length: services }, (_, index) => syntheticService(index)),
    links: {
      grafana: "http://localhost:3000",
      prometheus: "http://localhost:9090",
      alertmanager: "http://localhost:9093",
      runbooks: "https://example.com/runbooks",
    },
  });
}

function syntheticService(index: number) {
  const many = <T>(length: number, define: (one: number) => T) => Array.from({ length }, (_, one) => define(one));
  const labels = { kind: ["a", "b", "c"], outcome: ["ok", "failed"] } as const;
  const metrics = [
    ...many(COUNTERS, (one) => defineCounter({ name: `events_${one}_total`, help: "Events.", labels })),
    ...many(GAUGES, (one) => defineGauge({ name: `level_${one}`, help: "Level.", labels: { kind: labels.kind } })),
    ...many(HISTOGRAMS, (one) => defineHistogram({ name: `step_${one}_seconds`, help: "Step.", labels, buckets: [0.1, 0.5, 1, 5] })),
  ];
  return defineService({
    name: `service-${index}`,
    title: `Service ${index}`,
    help: "Does something.",
    owner: `team-${index % 20}`,
    port: 1024 + index,
    calls: index === 0 ? [] : [`service-${index - 1}`],
    metrics: Object.fromEntries(metrics.map((metric) => [metric.name, metric])),
    slos: [
      defineSlo({ name: "availability", help: "Answers without a server error.", objective: 0.999, sli: httpAvailability() }),
      defineSlo({ name: "latency", help: "Answers within half a second.", objective: 0.95, sli: httpLatency({ thresholdSeconds: 0.5 }) }),
    ],
  });
}

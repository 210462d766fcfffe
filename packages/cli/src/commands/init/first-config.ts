/** What is known of a service before anybody said anything. */
export interface Detected {
  /** Kebab-case. */
  readonly name: string;
  readonly help: string;
  readonly port: number;
  readonly usesExpress: boolean;
  /** Names of the groups of standard metrics that it will have. */
  readonly metrics: readonly string[];
}

/** The text of a configuration of one service. */
export function firstConfig({ name, help, port, usesExpress, metrics }: Detected): string {
  const title = name
    .split("-")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(" ");
  const groups = metrics.map((group) => `...${group}`).join(", ");
  const imports = ["defineCounter", ...metrics].sort((one, other) => (one.toLowerCase() < other.toLowerCase() ? -1 : 1)).join(", ");
  const slo = usesExpress ? ", defineSlo, httpAvailability, httpLatency" : "";
  return `import { definePlatform } from "@platform/grafana-dashboards/define";
import { ${imports} } from "@platform/metrics/define";
import { defineService${slo} } from "@platform/slo/define";

/** What the service does for its users; replace it by what you count. */
export const jobs = defineCounter({
  name: "jobs_total",
  help: "Jobs finished.",
  labels: { outcome: ["ok", "failed"] },
});

export const service = defineService({
  name: ${JSON.stringify(name)},
  title: ${JSON.stringify(title)},
  help: ${JSON.stringify(help)},
  owner: ${JSON.stringify(`team-${name}`)},
  port: ${port},
  metrics: { jobs${groups === "" ? "" : `, ${groups}`} },
  slos: [${
    usesExpress
      ? `
    defineSlo({ name: "availability", help: "Requests are answered without a server error.", objective: 0.999, sli: httpAvailability() }),
    defineSlo({ name: "latency", help: "Requests are answered within half a second.", objective: 0.95, sli: httpLatency({ thresholdSeconds: 0.5 }) }),
  `
      : ""
  }],
});

export default definePlatform({
  name: ${JSON.stringify(name)},
  title: ${JSON.stringify(title)},
  services: [service],
  links: {
    grafana: "http://localhost:3000",
    prometheus: "http://localhost:9090",
    alertmanager: "http://localhost:9093",
    runbooks: "https://example.com/runbooks",
  },
});
`;
}

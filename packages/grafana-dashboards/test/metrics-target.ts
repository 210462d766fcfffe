import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { isOpen, type MetricDefinition } from "@platform/metrics/define";

/** Values of labels that are known only at run time. */
export type OpenValues = Readonly<Record<string, readonly string[]>>;

const OPEN_VALUES: OpenValues = { http_response_status_code: ["200", "404", "500"], http_route: ["/orders"] };

export interface MetricsTarget {
  readonly address: string;
  /** Replaces what it exposes. */
  expose(metrics: readonly MetricDefinition[]): void;
  close(): Promise<void>;
}

/** A real HTTP server that exposes metrics as a busy service would: every label value seen, counters rising. */
export async function startMetricsTarget(metrics: readonly MetricDefinition[] = [], open: OpenValues = OPEN_VALUES): Promise<MetricsTarget> {
  const started = Date.now();
  let exposed = metrics;
  const server: Server = createServer((request, response) => {
    if (request.url !== "/metrics") {
      response.end("{}");
      return;
    }
    response.setHeader("content-type", "text/plain; version=0.0.4; charset=utf-8");
    response.end(exposed.map((metric) => exposition(metric, (Date.now() - started) / 1000, open)).join(""));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    expose: (next) => {
      exposed = next;
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function exposition(metric: MetricDefinition, seconds: number, open: OpenValues): string {
  const { name, kind } = metric;
  const lines = labelSets(metric, open).flatMap((labels) => {
    if (metric.kind !== "histogram") {
      return [`${name}${braces(labels)} ${kind === "counter" ? 1 + 10 * seconds : 1}`];
    }
    const count = Math.floor(1 + 10 * seconds);
    const buckets = [...metric.buckets.map(String), "+Inf"].map((le) => `${name}_bucket${braces({ ...labels, le })} ${count}`);
    return [...buckets, `${name}_sum${braces(labels)} ${count * (metric.buckets[0] ?? 0)}`, `${name}_count${braces(labels)} ${count}`];
  });
  return [`# TYPE ${name} ${kind}`, ...lines, ""].join("\n");
}

function labelSets({ labels }: MetricDefinition, open: OpenValues): readonly Readonly<Record<string, string>>[] {
  return Object.entries(labels).reduce<readonly Readonly<Record<string, string>>[]>(
    (sets, [label, domain]) => {
      const values = isOpen(domain) ? (open[label] ?? ["one"]) : domain;
      return sets.flatMap((set) => values.map((value) => ({ ...set, [label]: value })));
    },
    [{}],
  );
}

function braces(labels: Readonly<Record<string, string>>): string {
  const text = Object.entries(labels)
    .map(([label, value]) => `${label}=${JSON.stringify(value)}`)
    .join(",");
  return text === "" ? "" : `{${text}}`;
}

import type { BenchCase, LineupCase } from "../../../scripts/bench/bench-case.ts";
import { startOurs, startPeers } from "./start-programs.ts";

// What a server needs is loaded in its own process only: instrumentations of the peers patch modules.
const ours = () => import("./ours.ts");
const peers = () => import("./peers.ts");

const PEERS = {
  "express-prom-bundle": { start: async () => (await peers()).withBundle() },
  "OpenTelemetry SDK, every request": { start: async () => (await peers()).withOtel(1) },
  "OpenTelemetry SDK, 1 %": { start: async () => (await peers()).withOtel(0.01) },
  "bundle, SDK, pino-http and pino-loki": { start: async () => (await peers()).withAllOfPeers() },
};
const BASELINE = { "bare Express": { start: async () => (await peers()).withNothing() } };

const http: LineupCase = {
  bench: "middleware",
  case: "HTTP, a JSON route",
  kind: "lineup",
  load: "http",
  built: true,
  path: "/orders/42",
  servers: {
    ...BASELINE,
    "metrics only": { start: async () => (await ours()).metricsOnly(), target: { "requests/s": 0.95 }, more: { "µs CPU/request": 3 } },
    "metrics and span, every request": {
      start: async () => (await ours()).withSpans(1),
      target: { "requests/s": 0.75 },
      more: { "µs CPU/request": 15 },
    },
    "metrics and span, 1 %": { start: async () => (await ours()).withSpans(0.01), target: { "requests/s": 0.88 } },
    "metrics, span, line, Loki": {
      start: async () => (await ours()).withAll(),
      target: { "requests/s": 0.7, "ms p99": 1.5 },
      more: { "µs CPU/request": 25, "MB RSS": 80 },
    },
    ...PEERS,
  },
};

const injected: LineupCase = {
  bench: "middleware",
  case: "without a network, a JSON route",
  kind: "lineup",
  load: "injected",
  built: true,
  path: "/orders/42",
  servers: {
    ...BASELINE,
    "metrics only": { start: async () => (await ours()).metricsOnly(), more: { "ns CPU/request": 1000 } },
    "metrics and span, every request": { start: async () => (await ours()).withSpans(1), more: { "ns CPU/request": 4000 } },
    "metrics, span, line, Loki": { start: async () => (await ours()).withAll(), more: { "ns CPU/request": 8000 } },
    ...PEERS,
  },
};

const mounted: LineupCase = {
  ...injected,
  case: "without a network, a route in a mount with a parameter",
  path: "/orgs/acme/users/42",
  servers: { ...BASELINE, "metrics only": { start: async () => (await ours()).metricsOnly(), target: { "ns CPU/request": 1.2 } } },
};

const start = { bench: "middleware", case: "start of the one line, with tracing", kind: "measure", unit: "ms", ours: startOurs } as const;

export default [
  http,
  injected,
  mounted,
  { ...start, peer: "bundle, SDK and pino-http", theirs: startPeers, target: 0.3 },
  { ...start, peer: "limit", theirs: 150, target: 1 },
] satisfies readonly BenchCase[];

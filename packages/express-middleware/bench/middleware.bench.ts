import { defineService, defineSlo, httpAvailability, httpLatency } from "@platform/slo/define";
import type { Express } from "express";
import bundle from "express-prom-bundle";
import { Registry } from "prom-client";
import type { BenchCase } from "../../../scripts/bench/bench-case.ts";
import { observe } from "../src/index.ts";
import { appWith, injectInto } from "./injected-app.ts";

const service = defineService({
  name: "orders",
  title: "Orders",
  help: "Takes orders.",
  owner: "orders",
  port: 3000,
  slos: [
    defineSlo({ name: "availability", help: "Requests are answered.", objective: 0.999, sli: httpAvailability() }),
    defineSlo({ name: "latency", help: "Answers are quick.", objective: 0.95, sli: httpLatency({ thresholdSeconds: 0.5 }) }),
  ],
});

const withOurs = (app: Express) => void app.use(observe({ service, tracing: false, logger: false, requestId: false, registry: new Registry() }));
const withBundle = (app: Express) => void app.use(bundle({ includeMethod: true, includePath: true, promRegistry: new Registry() }));
const withNothing = () => {};

const http = { bench: "middleware", kind: "http", path: "/orders/42", ours: () => appWith(withOurs) } as const;
const inProcess = { bench: "middleware", kind: "micro", unit: "ns", ours: () => injectInto(withOurs, "/orders/42") } as const;

export default [
  { ...http, case: "HTTP, a JSON route", peer: "bare Express", theirs: () => appWith(withNothing), target: { "requests/s": 0.95 } },
  { ...http, case: "HTTP, a JSON route", peer: "express-prom-bundle", theirs: () => appWith(withBundle), target: { "requests/s": 1.2 } },
  {
    ...inProcess,
    case: "a JSON route without a network",
    peer: "bare Express",
    theirs: () => injectInto(withNothing, "/orders/42"),
    target: 1.15,
  },
  {
    ...inProcess,
    case: "a JSON route without a network",
    peer: "express-prom-bundle",
    theirs: () => injectInto(withBundle, "/orders/42"),
    target: 0.6,
  },
  {
    ...inProcess,
    case: "a route in a mount with a parameter, without a network",
    peer: "bare Express",
    ours: () => injectInto(withOurs, "/orgs/acme/users/42"),
    theirs: () => injectInto(withNothing, "/orgs/acme/users/42"),
    target: 1.2,
  },
] satisfies readonly BenchCase[];

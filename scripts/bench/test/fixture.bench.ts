import type { BenchCase } from "../bench-case.ts";
import { injectRequest } from "../inject-request.ts";

/** Cases whose outcome is known, for the tests of the harness. */
export default [
  {
    bench: "fixture",
    case: "sum of 10 beside sum of 10,000 numbers",
    peer: "long",
    kind: "micro",
    unit: "ns",
    target: 0.5,
    ours: () => sumOf(10),
    theirs: () => sumOf(10_000),
  },
  { bench: "fixture", case: "a figure beside a limit", peer: "limit", kind: "measure", unit: "s", target: 1, ours: () => 3, theirs: 1.5 },
  {
    bench: "fixture",
    case: "two figures of one turn",
    peer: "a twin",
    kind: "measure",
    unit: ["s", "MB"],
    target: { MB: 1 },
    ours: () => ({ s: 1, MB: 40 }),
    theirs: () => ({ s: 2, MB: 20 }),
  },
  {
    bench: "fixture",
    case: "two equal servers",
    peer: "itself",
    kind: "http",
    path: "/orders/42",
    target: { "requests/s": 0.1 },
    ours: () => (_request, response) => response.end("ok"),
    theirs: () => (_request, response) => response.end("ok"),
  },
  {
    bench: "fixture",
    case: "three servers",
    kind: "lineup",
    load: "injected",
    path: "/",
    servers: {
      bare: { start: () => (_request, response) => void response.end("ok") },
      same: { start: () => (_request, response) => void response.end("ok"), more: { "ns CPU/request": 1e9 } },
      slow: {
        start: () => (_request, response) => {
          sumOf(20_000)();
          response.end("ok");
        },
        target: { "ns CPU/request": 1.1 },
        more: { "ns CPU/request": 1 },
      },
    },
  },
  {
    bench: "fixture",
    case: "an injected request beside a figure",
    peer: "a thousand of them",
    kind: "micro",
    unit: "ns",
    ours: () => injectRequest((_request, response) => response.end("ok"), "/"),
    theirs: () => {
      const one = injectRequest((_request, response) => response.end("ok"), "/");
      return async () => {
        for (let request = 0; request < 1000; request++) {
          await one();
        }
      };
    },
  },
  {
    bench: "fixture",
    case: "a side that cannot start",
    peer: "itself",
    kind: "micro",
    unit: "ns",
    ours: () => {
      throw new Error("no such server");
    },
    theirs: () => () => undefined,
  },
] satisfies readonly BenchCase[];

function sumOf(length: number): () => number {
  const numbers = Float64Array.from({ length }, (_, index) => index);
  return () => numbers.reduce((sum, number) => sum + number, 0);
}

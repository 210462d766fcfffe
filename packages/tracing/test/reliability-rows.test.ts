import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const PROGRAMS = "tracing/test/programs.test.ts";
const FAULTS = "tracing/test/fault-matrix.test.ts";
const HEADERS = "express-middleware/test/hostile-headers.test.ts";
const RECORDS = "express-middleware/src/request/record-requests.test.ts";
const CASES = "express-middleware/test/record-cases.ts";
const METRICS = "express-middleware/src/express/observe.test.ts";

/** What hurts users of tracing and request middleware, and the tests that show it does not happen here. */
const ROWS: readonly (readonly [fault: string, file: string, titles: readonly string[]])[] = [
  [
    "aborts, HEAD, streams, upgrades, keep-alive and pipelining are miscounted",
    CASES,
    [
      "a HEAD request",
      "three requests on one connection",
      "pipelined requests, the first of them the slowest",
      "pipelined requests whose client leaves",
      "a client that leaves before the response has a head",
      "a client that leaves in the middle of a response",
      "a stream of events that the client ends",
      "a stream that fails after the head",
      "a handler that goes on twice",
      "an upgrade that the server does not know",
    ],
  ],
  [
    "an upgrade is open for as long as its connection",
    RECORDS,
    ["an upgrade that a listener hands over is the handshake, and its connection is not waited for"],
  ],
  ["patches miss what was loaded before, or bundled", PROGRAMS, ["bundled by esbuild as %s: spans appear"]],
  [
    "spans that are missing are not missed",
    PROGRAMS,
    ["started after everything else was loaded: spans are there all the same, and the requests that were missed are told"],
  ],
  ["metric, span and line name different routes", RECORDS, ["with %s each request is recorded once:"]],
  [
    "spans are lost in a burst",
    FAULTS,
    ["a burst of 20,000 spans to a healthy receiver arrives whole", "a burst beyond the queue is counted as dropped, and warned of once"],
  ],
  ["a shutdown stalls or rejects", FAULTS, ["a shutdown takes 2 s at most, does not reject, and leaves nothing unaccounted"]],
  [
    "callers force sampling",
    "tracing/src/start-tracing.test.ts",
    ["a stranger's flags neither force nor suppress a trace at an untrusted edge; a link leads to it"],
  ],
  [
    "baggage and headers of Jaeger exhaust the service",
    "tracing/src/propagation/propagation.test.ts",
    ["hostile headers of 16 KB are read in linear time, and nothing throws", "no more than 64 entries and 8,192 bytes are read or written"],
  ],
  [
    "headers that are malformed, duplicated or long",
    HEADERS,
    ["malformed, duplicated or long are one record each, in a trace of its own unless they name one; above 16 KB Node refuses them"],
  ],
  [
    "the context is lost behind a body parser",
    "express-middleware/test/body-parser.test.ts",
    ["the span of a request is active behind a body parser and in its stream's events, and in no other request"],
  ],
  [
    "the context is lost in a pool",
    "tracing/src/clients/trace-pg.test.ts",
    ["queries of pg are spans of whoever asked, through a pool that lets them wait, and of callbacks too"],
  ],
  ["the context is lost in a worker", PROGRAMS, ["a trace goes on in a worker"]],
  ["the context is lost in a queue", "tracing/src/clients/trace-amqp.test.ts", ["a message carries its trace through the broker: %s"]],
  [
    "two copies of the API give a tracer that does nothing",
    PROGRAMS,
    ["an older copy of the API is part of the same trace", "an older copy of the API that registered first is told loudly"],
  ],
  [
    "strangers read the metrics",
    METRICS,
    ["a token is asked for, and who is refused is counted but is no event of an objective", "a predicate decides by the request"],
  ],
];

test.each(ROWS)("%s: there is a test for it", (_fault, file, titles) => {
  const text = readFileSync(new URL(`../../${file}`, import.meta.url), "utf8");
  expect(titles.filter((title) => !text.includes(`"${title}"`))).toEqual([]);
});

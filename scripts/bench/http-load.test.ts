import { expect, test } from "vitest";
import { parseWrk } from "./http-load.ts";

const report = `Running 3s test @ http://127.0.0.1:8080/
  1 threads and 32 connections
  Latency Distribution
     50%    1.20ms
     99%  840.00us
  60123 requests in 3.00s, 8.00MB read
Requests/sec:  20040.99
Transfer/sec:      2.67MB
`;

test("the report of wrk gives requests, rate and p99 in milliseconds", () => {
  expect(parseWrk(report)).toEqual({ requests: 60_123, requestsPerSecond: 20_040.99, p99Milliseconds: 0.84 });
});

test.each(["  Non-2xx or 3xx responses: 7\n", "  Socket errors: connect 0, read 3, write 0, timeout 0\n"])(
  "a load with failures is refused: %j",
  (line) => {
    expect(() => parseWrk(report + line)).toThrow("did not run cleanly");
  },
);

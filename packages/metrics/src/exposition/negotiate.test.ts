import { expect, test } from "vitest";
import { acceptsGzip, negotiateFormat } from "./negotiate.ts";

const PROMETHEUS_2_42 =
  "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1";
const PROMETHEUS_3 =
  "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,text/plain;version=0.0.4;q=0.2,*/*;q=0.1";

const NATIVE = "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited";

test.each([
  [`${NATIVE},${PROMETHEUS_2_42}`, "protobuf"],
  [`${NATIVE};q=0.6,${PROMETHEUS_3}`, "protobuf"],
  ["application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=text", "text"],
  ["application/vnd.google.protobuf", "text"],
  [PROMETHEUS_2_42, "openmetrics"],
  [PROMETHEUS_3, "openmetrics"],
  ["application/openmetrics-text; version=1.0.0; charset=utf-8", "openmetrics"],
  ["application/openmetrics-text", "openmetrics"],
  ["application/openmetrics-text;version=0.0.1", "text"],
  ["text/plain;version=0.0.4;q=0.9,application/openmetrics-text;version=1.0.0;q=0.5", "text"],
  ["application/openmetrics-text;version=1.0.0;q=0", "text"],
  ["application/openmetrics-text;version=1.0.0;q=much", "text"],
  ["text/html,application/xhtml+xml,*/*;q=0.8", "text"],
  ["*/*", "text"],
  ["", "text"],
  [undefined, "text"],
  [",;=,;;q=,".repeat(10_000), "text"],
])("for Accept %s the answer is %#: %s", (accept, format) => {
  expect(negotiateFormat(accept)).toBe(format);
});

test.each([
  ["gzip", true],
  ["deflate, gzip;q=1.0, *;q=0.5", true],
  ["*", true],
  ["GZIP", true],
  ["gzip;q=0.001", true],
  ["gzip;q=0", false],
  ["gzip; q=0.0", false],
  ["br", false],
  ["", false],
  [undefined, false],
])("Accept-Encoding %s takes gzip: %s", (acceptEncoding, accepts) => {
  expect(acceptsGzip(acceptEncoding)).toBe(accepts);
});

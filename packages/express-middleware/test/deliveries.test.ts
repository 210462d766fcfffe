import { httpServerRequestDuration } from "@platform/metrics/define";
import { readMetrics } from "@platform/metrics/testing";
import { startTracing } from "@platform/tracing";
import { tracingMetrics, tracingSpansProduced } from "@platform/tracing/define";
import { Registry } from "prom-client";
import { expect, onTestFinished, test } from "vitest";
import { startLoki } from "../../logging/test/loki-server.ts";
import { newFolder } from "../../logging/test/new-folder.ts";
import { receiveOtlp } from "../../tracing/test/receive-otlp.ts";
import { collectTelemetry } from "./collect-telemetry.ts";
import { type Framework, frameworks } from "./frameworks.ts";
import { serveOn } from "./serve.ts";

const express: Framework = (options) => frameworks["Express 5"]?.(options) ?? expect.fail();
const HIDDEN = { append() {} };

test("lines of requests go to a Loki that the options name, and a shutdown waits for it", async () => {
  const loki = await startLoki();
  const registry = new Registry();
  const spool = newFolder();
  onTestFinished(() => loki.close());
  const logger = { output: HIDDEN, loki: { url: loki.url, spool, tenant: "travel", batchSeconds: 0.1 } };
  const { server, observer } = await express({ service: "orders", registry, tracing: false, logger });
  const served = await serveOn(server);
  for (const id of [1, 2, 3]) {
    await served.fetch(`/ok/${id}`);
  }
  expect(await observer.shutdown({ deadlineSeconds: 60 })).toEqual({ drained: true, unfinished: [] });
  await served.stop();
  observer.stop();
  expect(loki.lines.map(({ labels, line }) => [labels.service_name, JSON.parse(line)["url.path"]])).toEqual([
    ["orders", "/ok/1"],
    ["orders", "/ok/2"],
    ["orders", "/ok/3"],
  ]);
  expect(loki.requests[0]?.["x-scope-orgid"]).toBe("travel");
  expect(await registry.metrics()).toContain("logging_lines_delivered_total 3");
});

test("lines that Loki has not taken by the deadline are said to be unfinished", async () => {
  const loki = await startLoki();
  loki.fault = "500";
  const spool = newFolder();
  onTestFinished(() => loki.close());
  const logger = { output: HIDDEN, loki: { url: loki.url, spool, batchSeconds: 0.1 } };
  const { server, observer } = await express({ service: "orders", registry: new Registry(), tracing: false, logger });
  const served = await serveOn(server);
  await served.fetch("/ok/1");
  expect(await observer.shutdown({ deadlineSeconds: 1 })).toEqual({ drained: true, unfinished: ["logs"] });
  await served.stop();
  observer.stop();
});

test("what becomes of spans is among the metrics where tracing is on, once for several observers", async () => {
  const registry = new Registry();
  const receiver = await receiveOtlp();
  const tracing = startTracing({ service: "orders", endpoint: receiver.url, clients: false });
  onTestFinished(async () => {
    await tracing.shutdown();
    await receiver.stop();
  });
  const observers = await Promise.all([1, 2].map(() => express({ service: "orders", registry, logger: false })));
  for (const { server } of observers) {
    const served = await serveOn(server);
    await served.fetch("/ok/1");
    await served.stop();
  }
  await expect.poll(() => tracing.account().produced).toBe(2);
  await registry.metrics();
  expect(readMetrics(registry).total(tracingSpansProduced)).toBe(2);
  for (const { observer } of observers) {
    observer.stop();
  }
  const without = new Registry();
  const { observer } = await express({ service: "orders", registry: without, logger: false, tracing: false });
  const names = Object.values(tracingMetrics).map(({ name }) => name);
  const shown = await without.metrics();
  expect(names.filter((name) => shown.includes(name))).toEqual([]);
  observer.stop();
});

test.each(Object.entries(frameworks))("with %s the exemplar of a request names a trace that was kept for its error", async (_name, build) => {
  const telemetry = collectTelemetry({ sampling: { ratio: 0, keep: { errors: true } } });
  onTestFinished(() => telemetry.stop());
  const registry = new Registry();
  const { server, observer } = await build({ service: "orders", registry, logger: false });
  const served = await serveOn(server);
  const scrape = () => served.fetch("/metrics", { accept: "application/openmetrics-text; version=1.0.0" });
  const both = async (requests: number, traces: number) => {
    await served.fetch("/ok/1");
    await served.fetch("/throw");
    await expect.poll(() => readMetrics(registry).total(httpServerRequestDuration)).toBe(requests);
    await expect.poll(() => telemetry.spans.length).toBe(traces);
  };
  // A scrape asks for exemplars of the series that it has found.
  await both(2, 1);
  await scrape();
  await both(4, 2);
  const exemplars = (await scrape()).body.split("\n").filter((line) => line.includes(" # {"));
  expect(exemplars).toHaveLength(1);
  expect(exemplars[0]).toContain('http_route="/throw"');
  expect(exemplars[0]).toContain(`trace_id="${telemetry.spans[1]?.spanContext().traceId}"`);
  await served.stop();
  observer.stop();
});

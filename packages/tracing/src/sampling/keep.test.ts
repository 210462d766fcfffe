import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { SpanStatusCode } from "@opentelemetry/api";
import { afterEach, expect, test } from "vitest";
import { type FinishedSpans, finishedSpans } from "../../test/finished-spans.ts";
import { type ServerSpan, startTracing, type Tracing, type TracingOptions, withSpan } from "../index.ts";

let tracing: Tracing;
let finished: FinishedSpans;

function start(options: TracingOptions): void {
  finished = finishedSpans();
  tracing = startTracing({ service: "kept", exporter: "none", clients: false, processors: [finished.processor], ...options });
}

afterEach(() => tracing.shutdown());

function begin(headers: Record<string, string> = {}): ServerSpan {
  const request = new IncomingMessage(new Socket());
  Object.assign(request, { method: "GET", url: "/", headers });
  return tracing.spans.begin(request);
}

const OK = { method: "GET", route: "/", status: 200 };
const names = () => finished.spans.map(({ name }) => name);

test("a slow request is kept with all its spans, a quick one is not", async () => {
  start({ sampling: { ratio: 0, keep: { slowSeconds: 0.02 } } });
  begin().end(OK);
  const slow = begin();
  slow.run(() => withSpan("child", {}, () => {}));
  expect(slow.sampled).toBe(false);
  await new Promise((resolve) => setTimeout(resolve, 30));
  slow.end(OK);
  expect(slow.sampled).toBe(true);
  expect(names()).toEqual(["child", "GET /"]);
  expect(finished.spans[1]?.attributes["sampling.kept_for"]).toBe("slow");
});

test("an error of a child keeps the trace; what ends after the local root follows its decision", () => {
  start({ sampling: { ratio: 0 } });
  const failing = begin();
  const late = failing.run(() => {
    withSpan("fine", {}, (span) => span.setStatus({ code: SpanStatusCode.ERROR }));
    return tracing.tracer.startSpan("late");
  });
  failing.end(OK);
  late.end();
  const fine = begin();
  const lost = fine.run(() => tracing.tracer.startSpan("lost"));
  fine.end(OK);
  lost.end();
  expect(names()).toEqual(["fine", "GET /", "late"]);
});

test("a synthetic request is chosen at its start, so that callees see it; a stranger cannot ask for it", () => {
  start({ sampling: { ratio: 0, keep: { errors: false } } });
  const span = begin({ baggage: "synthetic=checkout" });
  expect(span.sampled).toBe(true);
  expect(begin().sampled).toBe(false);
  void tracing.shutdown();
});

test("at an untrusted edge baggage does not choose", () => {
  start({ trustCallers: () => false, sampling: { ratio: 0, keep: { errors: false } } });
  expect(begin({ baggage: "synthetic=1", traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" }).sampled).toBe(false);
});

test("a caller's decision holds, and errors of a trace that it left out are kept here", () => {
  start({});
  const unchosen = { traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00" };
  begin(unchosen).end(OK);
  expect(names()).toEqual([]);
  begin(unchosen).end({ ...OK, status: 503 });
  expect(names()).toEqual(["GET /"]);
  expect(finished.spans[0]?.spanContext().traceId).toBe("0af7651916cd43dd8448eb211c80319c");
});

test("about as many traces are chosen as the ratio says", () => {
  start({ sampling: { ratio: 0.25, keep: { errors: false } } });
  const chosen = Array.from({ length: 4000 }, () => begin().sampled).filter(Boolean).length;
  // Six standard deviations of a fair draw.
  expect(Math.abs(chosen - 1000)).toBeLessThan(165);
});

test("of a trace with more spans than are held, those that found no place are counted", async () => {
  start({ exporter: "otlp", endpoint: "http://127.0.0.1:1/", warn: () => {}, sampling: { ratio: 0 } });
  const span = begin();
  span.run(() => {
    for (let index = 0; index < 1005; index++) {
      withSpan("many", {}, () => {});
    }
  });
  span.fail(new Error("wrong"));
  span.end(OK);
  expect(tracing.account()).toMatchObject({ produced: 1006, dropped: { held_full: 5 }, pending: 1001 });
  await tracing.shutdown({ timeoutSeconds: 0.2 });
});

import { expect, test } from "vitest";
import { operationNames, serviceNames } from "../query/find-traces.ts";
import { serviceMap } from "../query/service-map.ts";
import type { ReceivedSpan } from "./span.ts";
import { createSpanStore } from "./span-store.ts";

const SERVICES = 1_000_000;

function span(id: number, traceId: number, service: string): ReceivedSpan {
  const text = id.toString(16).padStart(16, "0");
  const trace = traceId.toString(16).padStart(32, "0");
  return {
    traceId: trace,
    spanId: text,
    parentId: "",
    service,
    name: `operation of ${service}`,
    kind: "server",
    startMs: id,
    durationMs: 1,
    failed: false,
    rest: "{}",
  };
}

test("a million services keep memory, lists and the map bounded", { timeout: 180_000 }, () => {
  const spans = createSpanStore({ maxBytes: 8 * 1024 * 1024 });
  for (let id = 1; id <= SERVICES; id += 1) {
    spans.add([span(id, id, `service-${id}`)]);
  }
  const { items, traces, bytes, maxBytes, received, dropped } = spans.figures();
  expect({ received, whole: items + dropped, traces }).toEqual({ received: SERVICES, whole: SERVICES, traces: items });
  expect(bytes).toBeLessThanOrEqual(maxBytes);
  expect(serviceNames(spans).length).toBeLessThanOrEqual(1000);
  expect(operationNames(`service-${SERVICES}`, spans)).toEqual([`operation of service-${SERVICES}`]);
  const { services, left } = serviceMap(spans, 0);
  expect([services.length, services.length + left]).toEqual([60, items]);
});

test("a trace keeps its newest spans when its oldest make room, and ends with its last", () => {
  const spans = createSpanStore({ maxBytes: 4000 });
  const ids = Array.from({ length: 30 }, (_, index) => index + 1);
  for (const id of ids) {
    spans.add([span(id, 1, "a")]);
  }
  const kept = spans.trace(span(1, 1, "a").traceId);
  expect(kept.map(({ startMs }) => startMs)).toEqual(ids.slice(-kept.length));
  for (const id of ids) {
    spans.add([span(id, 2, "a")]);
  }
  expect(spans.trace(span(1, 1, "a").traceId)).toEqual([]);
});

test("what is larger than all the room is refused, and counted", () => {
  const spans = createSpanStore({ maxBytes: 1000 });
  spans.add([{ ...span(1, 1, "a"), rest: "x".repeat(5000) }]);
  expect(spans.figures()).toMatchObject({ items: 0, received: 1, dropped: 1, traces: 0 });
});

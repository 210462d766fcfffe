import { expect, test } from "vitest";
import { createTraceIds } from "./trace-ids.ts";

test("ids are digits of their length, each once, however many are made", () => {
  const ids = createTraceIds();
  const traces = Array.from({ length: 5000 }, () => ids.trace());
  const spans = Array.from({ length: 5000 }, () => ids.span());
  expect(traces.filter((id) => !/^[0-9a-f]{32}$/.test(id))).toEqual([]);
  expect(spans.filter((id) => !/^[0-9a-f]{16}$/.test(id))).toEqual([]);
  expect(new Set([...traces, ...spans, ...traces.map((id) => id.slice(0, 16)), ...traces.map((id) => id.slice(16))]).size).toBe(20_000);
});

import { expect, test } from "vitest";
import { createLogStore, type LogLine } from "./log-store.ts";

const line = (labels: Readonly<Record<string, string>>, text = "x"): LogLine => ({ time: "1700000000000000000", labels, line: text, metadata: {} });

test("labels are kept as long as a line has them, those of the newest line first", () => {
  const store = createLogStore({ maxBytes: 2000 });
  store.add([line({ service_name: "a" }), line({ service_name: "b" }), line({ service_name: "a" })]);
  expect([...store.streams()]).toEqual([{ service_name: "a" }, { service_name: "b" }]);
  store.add(Array.from({ length: 20 }, () => line({ service_name: "c" })));
  expect([...store.streams()]).toEqual([{ service_name: "c" }]);
  expect([...store.newestFirst()].every(({ labels }) => labels.service_name === "c")).toBe(true);
});

test("a line larger than all the room leaves neither itself nor its labels", () => {
  const store = createLogStore({ maxBytes: 2000 });
  store.add([line({ service_name: "a" }, "x".repeat(5000))]);
  expect([[...store.streams()], store.figures()]).toEqual([[], expect.objectContaining({ items: 0, received: 1, dropped: 1 })]);
  store.add([line({ service_name: "a" })]);
  expect([...store.streams()]).toEqual([{ service_name: "a" }]);
});

test("labels larger than their room drop every line, that one among them, and nothing hangs", () => {
  const store = createLogStore({ maxBytes: 1000 });
  store.add([line({ service_name: "a" })]);
  store.add([line({ service_name: "b".repeat(2000) })]);
  store.add([line({ service_name: "c" })]);
  expect([...store.newestFirst()].map(({ labels }) => labels.service_name)).toEqual(["c"]);
});

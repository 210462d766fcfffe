import { Registry } from "prom-client";
import { expect, test } from "vitest";
import { readCounts, shareCounts } from "./delivery-counts.ts";
import { exposeDelivery } from "./expose-delivery.ts";

function counting(produced: number) {
  const counts = shareCounts();
  counts.set("produced", produced);
  return () => readCounts(counts, 0);
}

async function written(registry: Registry): Promise<number | undefined> {
  const text = await registry.metrics();
  return Number(/^logging_lines_total\{source="written"\} (\d+)/m.exec(text)?.[1]);
}

test("deliveries on one registry are added up", async () => {
  const registry = new Registry();
  exposeDelivery({ read: counting(2), limitBytes: 1, registry });
  exposeDelivery({ read: counting(3), limitBytes: 1, registry });
  expect(await written(registry)).toBe(5);
});

test("a registry that was cleared shows the next delivery", async () => {
  const registry = new Registry();
  exposeDelivery({ read: counting(2), limitBytes: 1, registry });
  registry.clear();
  exposeDelivery({ read: counting(3), limitBytes: 1, registry });
  expect(await written(registry)).toBe(3);
});

import { Registry } from "prom-client";
import { expect, test } from "vitest";
import { createMetrics } from "../create-metrics.ts";
import * as define from "../define.ts";

const definitions = Object.entries(define).flatMap(([key, value]) =>
  typeof value === "object" && "help" in value ? [[key, value as unknown as define.MetricDefinition] as const] : [],
);

test("all standard metrics fit in one registry", () => {
  expect(definitions.length).toBeGreaterThanOrEqual(35);
  expect(() => createMetrics(Object.fromEntries(definitions), { registry: new Registry() })).not.toThrow();
});

test.each(definitions)("the help of %s is a sentence", (_, { help }) => {
  expect(help).toMatch(/^[A-Z0-9].*\.$/);
});

test.each(definitions)("%s keeps within a worst case that one instance can bear", (_, definition) => {
  expect(define.worstCaseSeries(definition)).toBeLessThan(60_000);
});

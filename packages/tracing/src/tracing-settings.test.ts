import { expect, test } from "vitest";
import { resolveSettings } from "./tracing-settings.ts";

test.each([
  ["by default", {}, 4096],
  ["in a short queue", { spans: 100 }, 25],
  ["in a queue of one", { spans: 1 }, 1],
  ["as it was set", { spans: 100, batchSpans: 80 }, 80],
])("spans of a batch, %s", (_which, queue, batchSpans) => {
  expect(resolveSettings({ service: "orders", queue }, {}).queue.batchSpans).toBe(batchSpans);
  expect(resolveSettings({ service: "orders" }, { queue }).queue.batchSpans).toBe(batchSpans);
});

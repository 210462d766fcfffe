import { defineGauge, defineHistogram, open } from "@platform/metrics/define";
import { defineService } from "@platform/slo/define";
import { expect, test } from "vitest";
import { findings } from "../../test/shop-model.ts";
import { shop } from "../../test/shop-platform.ts";
import { definePlatform } from "../definition/platform-definition.ts";
import { buildModel } from "../model/build-model.ts";

const many = { tenant: open({ max: 2000 }), queue: ["a", "b"] } as const;
const depth = defineGauge({ name: "tenant_queue_depth", help: "Jobs waiting.", labels: many });
const wait = defineHistogram({ name: "tenant_wait_seconds", help: "Time in the queue.", labels: many, buckets: [0.1, 1, 10] });

function found(metrics: Parameters<typeof defineService>[0]["metrics"], instances: number) {
  const service = defineService({ name: "one", title: "One", help: "Works.", owner: "team", port: 1, metrics: metrics ?? {} });
  return findings("panel-affordable", buildModel(definePlatform({ ...shop, prometheus: { instances }, services: [service] })));
}

test("a gauge of very many series on very many instances costs too much to be drawn", () => {
  expect(found({ depth }, 3)).toEqual([]);
  const [finding] = found({ depth }, 30);
  expect(finding?.replace(/up to \d+/, "up to …")).toBe(
    "error dashboard shop-service-one › Tenant queue depth: It reads up to … samples to be drawn once, with 30 instances; at most 10000000 are taken.",
  );
});

test("a histogram of as many series is recorded, and costs little", () => {
  expect(found({ wait }, 3)).toEqual([]);
});

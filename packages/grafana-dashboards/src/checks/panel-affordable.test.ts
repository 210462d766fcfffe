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

/** Of the panels of some title. */
function about(title: string, all: readonly string[]): readonly string[] {
  return all.filter((finding) => finding.includes(`› ${title}:`)).map((finding) => finding.replace(/up to \d+/, "up to …"));
}

const message = "It reads up to … samples to be drawn once, with 30 instances; at most 10000000 are taken.";

test("a gauge of very many series on very many instances costs too much to be drawn", () => {
  expect(found({ depth }, 3)).toEqual([]);
  expect(about("Tenant queue depth", found({ depth }, 30))).toEqual([`error dashboard shop-service-one › Tenant queue depth: ${message}`]);
});

test("a histogram of as many series is recorded, and costs little", () => {
  expect(found({ wait }, 3)).toEqual([]);
});

test("a metric of the service's own is found behind its records", () => {
  const own = found({ wait }, 10_000).filter((finding) => finding.startsWith("error"));
  expect(own.map((finding) => finding.slice(0, finding.indexOf(":")))).toEqual(["error dashboard shop-service-one › Tenant wait"]);
});

test("a panel of standard metrics alone is judged, too, and warned of: no service chooses their labels", () => {
  expect(about("Requests by status", found({}, 30))).toEqual([`warning dashboard shop-service-one › Requests by status: ${message}`]);
});

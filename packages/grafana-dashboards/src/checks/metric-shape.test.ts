import { defineCounter, defineGauge, defineHistogram, type MetricDefinition } from "@platform/metrics/define";
import { expect, test } from "vitest";
import { findings, shopModel } from "../../test/shop-model.ts";

const wait = defineHistogram({ name: "wait_seconds", help: "Wait.", buckets: [1, 5] });

function found(checkout: MetricDefinition, mail: MetricDefinition): readonly string[] {
  const [first, second] = shopModel.services;
  if (first === undefined || second === undefined) {
    throw new Error("The shop has two services.");
  }
  const services = [
    { ...first, metrics: [checkout] },
    { ...second, metrics: [mail] },
  ];
  return findings("metric-shape", { ...shopModel, services }).map((text) => text.replace(/^error metric \w+ of service mail: /, ""));
}

test.each<readonly [string, MetricDefinition, MetricDefinition, readonly string[]]>([
  ["the same definition", wait, wait, []],
  ["an equal one", wait, defineHistogram({ name: "wait_seconds", help: "Other words.", buckets: [1, 5] }), []],
  ["other buckets", wait, defineHistogram({ name: "wait_seconds", help: "Wait.", buckets: [1, 9] }), ["It has other buckets in service checkout."]],
  ["another kind", wait, defineGauge({ name: "wait_seconds", help: "Wait." }), ["It has another kind (histogram, here gauge) in service checkout."]],
  [
    "other labels",
    defineCounter({ name: "jobs_total", help: "Jobs.", labels: { queue: ["a"] } }),
    defineCounter({ name: "jobs_total", help: "Jobs." }),
    ["It has other labels (queue; here no label) in service checkout."],
  ],
  [
    "other values of one label",
    defineCounter({ name: "jobs_total", help: "Jobs.", labels: { queue: ["a"] } }),
    defineCounter({ name: "jobs_total", help: "Jobs.", labels: { queue: ["b"] } }),
    [],
  ],
  [
    "another unit",
    defineCounter({ name: "jobs_total", help: "Jobs." }),
    defineCounter({ name: "jobs_total", help: "Jobs.", unit: "seconds" }),
    ['It has another unit ("count", here "seconds") in service checkout.'],
  ],
])("%s", (_name, checkout, mail, messages) => {
  expect(found(checkout, mail)).toEqual(messages);
});

import { buildModel } from "@platform/grafana-dashboards";
import { definePlatform } from "@platform/grafana-dashboards/define";
import { defineService, defineSlo, httpAvailability, httpLatency } from "@platform/slo/define";
import { expect, test } from "vitest";
import { shop } from "../../../test/shop-platform.ts";
import { callInhibitions } from "./call-inhibitions.ts";

const answers = defineSlo({ name: "answers", help: "Answered.", objective: 0.99, sli: httpAvailability() });
const quick = defineSlo({ name: "quick", help: "Quick.", objective: 0.99, sli: httpLatency({ thresholdSeconds: 1 }) });

function inhibitions(
  services: Readonly<Record<string, { readonly calls: readonly string[]; readonly slos?: readonly (typeof answers | typeof quick)[] }>>,
) {
  const defined = Object.entries(services).map(([name, { calls, slos = [answers] }], index) =>
    defineService({ name, title: name, help: "One.", owner: "team", port: 4001 + index, calls, slos }),
  );
  return callInhibitions(buildModel(definePlatform({ ...shop, services: defined }))).map(({ callees, callers }) => [callees.join(), ...callers]);
}

test("callers are silenced through any number of services", () => {
  expect(inhibitions({ gateway: { calls: ["hotel"] }, hotel: { calls: ["payment"] }, payment: { calls: [] } })).toEqual([
    ["hotel", "gateway"],
    ["payment", "gateway", "hotel"],
  ]);
});

test("services that call each other in a circle do not silence each other: nobody would be paged", () => {
  const circle = { a: { calls: ["b"] }, b: { calls: ["c"] }, c: { calls: ["a"] } };
  expect(inhibitions(circle)).toEqual([]);
  expect(inhibitions({ ...circle, front: { calls: ["a"] } })).toEqual([["a,b,c", "front"]]);
});

test("services that explain the same of the same callers are one, others are not", () => {
  const other = defineSlo({ name: "other", help: "Answered.", objective: 0.99, sli: httpAvailability() });
  const front = { calls: ["one", "three", "two"] };
  expect(inhibitions({ front, one: { calls: [] }, two: { calls: [] }, three: { calls: [], slos: [answers, other] } })).toEqual([
    ["one,two", "front"],
    ["three", "front"],
  ]);
});

test("a service without an objective on its answers neither silences nor is silenced", () => {
  expect(inhibitions({ front: { calls: ["back"], slos: [quick] }, back: { calls: [] } })).toEqual([]);
  expect(inhibitions({ front: { calls: ["back"] }, back: { calls: [], slos: [quick] } })).toEqual([]);
});

import { alertAbove, meanOf, rateOf } from "@platform/alerts";
import { buildModel } from "@platform/grafana-dashboards";
import { definePlatform } from "@platform/grafana-dashboards/define";
import { defineHistogram } from "@platform/metrics/define";
import { defineService, defineSlo, httpAvailability, httpLatency, type SloDefinition, threshold, timeSlice } from "@platform/slo/define";
import { expect, test } from "vitest";
import { shop } from "../../../test/shop-platform.ts";
import { symptomInhibitions } from "./symptom-inhibitions.ts";

const search = defineHistogram({ name: "search_seconds", help: "Search.", buckets: [0.5, 1] });
const text = { category: "performance", summary: "Searches.", description: "They are {value}.", runbook: "service/response-time" } as const;
const alerts = {
  searchSlow: alertAbove(meanOf(search), { ...text, limits: { critical: 1 } }),
  searchMany: alertAbove(rateOf(search), { ...text, limits: { critical: 100 } }),
};

/** Objectives by the alerts that they silence. */
function silenced(...slos: readonly SloDefinition[]): Readonly<Record<string, string>> {
  const service = defineService({ name: "only", title: "Only", help: "One.", owner: "team", port: 4001, metrics: { search }, alerts, slos });
  const [only] = buildModel(definePlatform({ ...shop, services: [service] })).services;
  const rules = only === undefined ? [] : symptomInhibitions(["fast"], only);
  const value = (matcher = "") => matcher.slice(matcher.indexOf('"') + 1, -1);
  return Object.fromEntries(rules.map(({ source_matchers, target_matchers }) => [value(target_matchers[0]), value(source_matchers[2])]));
}

const availability = defineSlo({ name: "availability", help: "Answered.", objective: 0.99, sli: httpAvailability() });
const latency = defineSlo({ name: "latency", help: "Quick.", objective: 0.99, sli: httpLatency({ thresholdSeconds: 1 }) });
const minutes = defineSlo({
  name: "minutes",
  help: "Good minutes.",
  objective: 0.99,
  sli: timeSlice({ of: httpLatency({ thresholdSeconds: 1 }), minimumGood: 0.9 }),
});
const searches = defineSlo({ name: "searches", help: "Searches are quick.", objective: 0.99, sli: threshold({ metric: search, bound: 1 }) });

test("an objective on availability explains the rate of errors, one on latency the response time", () => {
  expect(silenced(availability, latency)).toEqual({ OnlyCriticalErrorRate: "availability", OnlyCriticalResponseTime: "latency" });
  expect(silenced(availability)).toEqual({ OnlyCriticalErrorRate: "availability" });
  expect(silenced(latency)).toEqual({ OnlyCriticalResponseTime: "latency" });
});

test("one on slices of time explains what one on their events does", () => {
  expect(silenced(latency, minutes)).toEqual({ OnlyCriticalResponseTime: "latency|minutes" });
});

test("one on a threshold explains the mean of the histogram, and not how much is observed", () => {
  expect(silenced(searches)).toEqual({ OnlySearchSlow: "searches" });
});

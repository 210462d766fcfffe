import { print } from "@platform/promql";
import { expect, test } from "vitest";
import { shop } from "../../test/shop-platform.ts";
import { definePlatform } from "../definition/platform-definition.ts";
import { buildModel } from "../model/build-model.ts";
import type { Model } from "../model/model.ts";
import { target } from "../render/grafana-target.ts";

const model = buildModel(shop);
const unbounded = buildModel(definePlatform({ ...shop, prometheus: { ...shop.prometheus, samplesPerPanel: Number.MAX_SAFE_INTEGER } }));

function panelOf({ dashboards }: Model, title: string) {
  return dashboards
    .filter(({ service }) => service === "checkout")
    .flatMap(({ rows }) => rows.flatMap(({ panels }) => panels))
    .find((panel) => panel.title === title);
}

function rulesOf({ ruleFiles }: Model, service: string): readonly string[] {
  const groups = ruleFiles.filter(({ name }) => name === service).flatMap((file) => file.groups);
  return groups
    .filter(({ name }) => name === `panels:${service}`)
    .flatMap(({ rules }) => rules.map((rule) => (rule.kind === "recording" ? `${rule.record.name} = ${print(rule.expression)}` : "")));
}

test("rates that cost more than a panel may are recorded, those of fewer labels from those of more", () => {
  expect(rulesOf(model, "checkout")).toEqual([
    'job_instance_http_response_status_code_http_route:http_server_request_duration_seconds_count:rate1m = sum by (job, instance, http_response_status_code, http_route) (rate(http_server_request_duration_seconds_count{job="checkout"}[1m]))',
    'job_instance_http_route_le:http_server_request_duration_seconds_bucket:rate1m = sum by (job, instance, http_route, le) (rate(http_server_request_duration_seconds_bucket{job="checkout"}[1m]))',
    'job_instance_http_response_status_code:http_server_request_duration_seconds_count:rate1m = sum by (job, instance, http_response_status_code) (job_instance_http_response_status_code_http_route:http_server_request_duration_seconds_count:rate1m{job="checkout"})',
    'job_instance_http_route:http_server_request_duration_seconds_count:rate1m = sum by (job, instance, http_route) (job_instance_http_response_status_code_http_route:http_server_request_duration_seconds_count:rate1m{job="checkout"})',
    'job_instance_le:http_server_request_duration_seconds_bucket:rate1m = sum by (job, instance, le) (job_instance_http_route_le:http_server_request_duration_seconds_bucket:rate1m{job="checkout"})',
    'job_instance:http_server_request_duration_seconds_count:rate1m = sum by (job, instance) (job_instance_http_route:http_server_request_duration_seconds_count:rate1m{job="checkout"})',
  ]);
});

test("a service that is scraped more often is recorded over a shorter time, which no evaluation leaves out", () => {
  expect(rulesOf(model, "mail")[0]).toContain("[35s]");
});

test("within the budget a panel reads the metric itself, and nothing is recorded", () => {
  expect(rulesOf(unbounded, "checkout")).toEqual([]);
  const [query] = panelOf(unbounded, "Latency")?.queries ?? [];
  expect(query && print(query.expression)).toContain("rate(http_server_request_duration_seconds_bucket{");
  expect(query?.minStepSeconds).toBeUndefined();
});

test("between two points of a panel that reads records lie two evaluations", () => {
  expect(panelOf(model, "Latency")?.queries.map(({ minStepSeconds }) => minStepSeconds)).toEqual([60, 60, 60]);
});

test("a query with exemplars names the series on which they hang, at a time that costs nothing", () => {
  const query = panelOf(model, "Latency")?.queries.find(({ exemplars }) => exemplars);
  const text = query === undefined ? "" : target(query, "timeseries", 2).expr;
  expect(text).toContain("avg_over_time(job_instance_le:http_server_request_duration_seconds_bucket:rate1m{");
  expect(text).toContain(
    'unless on () rate(http_server_request_duration_seconds_bucket{job=~"$job", instance=~"$instance"}[$__rate_interval] offset 36500d)',
  );
});

test("a panel about other services than the chosen one stays as it is", () => {
  const queries = panelOf(model, "Services that it calls")?.queries ?? [];
  expect(queries.map(({ expression }) => print(expression)).join()).not.toContain("rate1m");
});

import { alertAbove, alertRules, rateOf, shareOf } from "@platform/alerts";
import { defineCounter } from "@platform/metrics/define";
import { print } from "@platform/promql";
import { defineService } from "@platform/slo/define";
import { expect, test } from "vitest";
import { serviceAlerts } from "./service-alerts.ts";

const text = { category: "services", summary: "Too many.", description: "Too many.", runbook: "services/any" } as const;
const failed = defineCounter({ name: "failed_total", help: "Failures." });

function failing(name = failed.name) {
  const metric = name === failed.name ? failed : defineCounter({ name, help: "Others." });
  return alertAbove(rateOf(metric), { ...text, limits: { warning: 1 } });
}

const service = defineService({ name: "api-gateway", title: "Gateway {{ x }}", help: "Front door.", owner: "edge", port: 3000 });
const rules = alertRules(serviceAlerts(service, 15));

test("each service has an alert for being down, for failing and for being slow, each with its expression", () => {
  const alerts = rules.filter(({ name }) => /Down$|ErrorRate$|ResponseTime$/.test(name));
  expect(alerts.map(({ name, severity, expression }) => `${name} ${severity}: ${print(expression)}`)).toMatchInlineSnapshot(`
    [
      "ApiGatewayDown critical: sum by (job) (up{job="api-gateway"}) == 0 or absent(up{job="api-gateway"})",
      "ApiGatewayInstanceDown warning: label_replace(up{job="api-gateway"} == 0 unless on (job) sum by (job) (up{job="api-gateway"}) == 0, "host", "$1", "instance", "^(.*?)(:[0-9]+)?$")",
      "ApiGatewayCriticalErrorRate critical: sum by (job) (rate(http_server_request_duration_seconds_count{job="api-gateway", http_response_status_code=~"5.."}[5m])) / sum by (job) (rate(http_server_request_duration_seconds_count{job="api-gateway"}[5m])) > 0.15 and sum by (job) (increase(http_server_request_duration_seconds_count{job="api-gateway"}[5m])) >= 20",
      "ApiGatewayHighErrorRate warning: sum by (job) (rate(http_server_request_duration_seconds_count{job="api-gateway", http_response_status_code=~"5.."}[5m])) / sum by (job) (rate(http_server_request_duration_seconds_count{job="api-gateway"}[5m])) > 0.05 and sum by (job) (increase(http_server_request_duration_seconds_count{job="api-gateway"}[5m])) >= 20",
      "ApiGatewayCriticalResponseTime critical: histogram_quantile(0.95, sum by (job, le) (rate(http_server_request_duration_seconds_bucket{job="api-gateway"}[5m]))) > 5 and sum by (job) (increase(http_server_request_duration_seconds_count{job="api-gateway"}[5m])) >= 20",
      "ApiGatewayHighResponseTime warning: histogram_quantile(0.95, sum by (job, le) (rate(http_server_request_duration_seconds_bucket{job="api-gateway"}[5m]))) > 2 and sum by (job) (increase(http_server_request_duration_seconds_count{job="api-gateway"}[5m])) >= 20",
    ]
  `);
});

test("a title with braces reaches the reader as it is", () => {
  expect(rules[0]?.summary).toBe('Gateway {{ "{{" }} x }} is down');
});

test("an absence is held for four scrapes at least", () => {
  const [down] = alertRules(serviceAlerts(service, 60));
  expect(down?.forSeconds).toBe(240);
});

test("an alert that reads data of its own service tells when that data is missing", () => {
  const jobs = defineCounter({ name: "jobs_total", help: "Jobs.", labels: { outcome: ["ok", "failed"] } });
  const alerts = { failures: alertAbove(shareOf(jobs, { outcome: "failed" }), { ...text, limits: { warning: 0.1 } }) };
  const own = defineService({ name: "worker", title: "Worker", help: "Works.", owner: "edge", port: 3000, metrics: { jobs }, alerts });
  const all = alertRules(serviceAlerts(own, 15));
  expect(all.filter(({ name }) => name === "WorkerFailures")).toHaveLength(1);
  expect(all.find(({ name }) => name === "WorkerDataMissing")?.expression).toEqual(expect.objectContaining({ operator: "unless" }));
  expect(print(all.find(({ name }) => name === "WorkerDataMissing")?.expression ?? { node: "number", value: 0 })).toContain(
    'absent(jobs_total{job="worker"})',
  );
});

test.each([
  ["alert_name_invalid", { "Too much": failing() }],
  ["alert_name_taken", { down: failing() }],
  ["alert_metric_foreign", { strange: failing("strange_total") }],
])("refuses %s", (code, alerts) => {
  const defined = () =>
    serviceAlerts(defineService({ name: "worker", title: "Worker", help: "Works.", owner: "edge", port: 1, metrics: { failed }, alerts }), 15);
  expect(defined).toThrow(expect.objectContaining({ name: "DefinitionError", code }));
});

import { print } from "@platform/promql";
import { defineService } from "@platform/slo/define";
import { expect, test } from "vitest";
import { serviceAlerts } from "./service-alerts.ts";

const service = defineService({ name: "api-gateway", title: "Gateway {{ x }}", help: "Front door.", owner: "edge", port: 3000 });
const settings = {
  scrapeIntervalSeconds: 15,
  evaluationIntervalSeconds: 30,
  tileSeconds: 300,
  retentionDays: 30,
  scrapeIntervalSecondsByService: {},
};

test("each service has an alert for being down, for failing and for being slow, each with its expression", () => {
  const alerts = serviceAlerts(service, settings);
  expect(alerts.map(({ name, severity, expression }) => `${name} ${severity}: ${print(expression)}`)).toMatchInlineSnapshot(`
    [
      "ApiGatewayDown critical: sum by (job) (up{job="api-gateway"}) == 0 or absent(up{job="api-gateway"})",
      "ApiGatewayInstanceDown warning: up{job="api-gateway"} == 0 unless on (job) sum by (job) (up{job="api-gateway"}) == 0",
      "ApiGatewayHighErrorRate warning: sum by (job) (rate(http_server_request_duration_seconds_count{job="api-gateway", http_response_status_code=~"5.."}[5m])) / sum by (job) (rate(http_server_request_duration_seconds_count{job="api-gateway"}[5m])) > 0.05 and sum by (job) (increase(http_server_request_duration_seconds_count{job="api-gateway"}[5m])) >= 20",
      "ApiGatewayCriticalErrorRate critical: sum by (job) (rate(http_server_request_duration_seconds_count{job="api-gateway", http_response_status_code=~"5.."}[5m])) / sum by (job) (rate(http_server_request_duration_seconds_count{job="api-gateway"}[5m])) > 0.15 and sum by (job) (increase(http_server_request_duration_seconds_count{job="api-gateway"}[5m])) >= 20",
      "ApiGatewayHighResponseTime warning: histogram_quantile(0.95, sum by (job, le) (rate(http_server_request_duration_seconds_bucket{job="api-gateway"}[5m]))) > 2 and sum by (job) (increase(http_server_request_duration_seconds_count{job="api-gateway"}[5m])) >= 20",
      "ApiGatewayCriticalResponseTime critical: histogram_quantile(0.95, sum by (job, le) (rate(http_server_request_duration_seconds_bucket{job="api-gateway"}[5m]))) > 5 and sum by (job) (increase(http_server_request_duration_seconds_count{job="api-gateway"}[5m])) >= 20",
    ]
  `);
});

test("a title with braces reaches the reader as it is", () => {
  expect(serviceAlerts(service, settings)[0]?.summary).toBe('Gateway {{ "{{" }} x }} is down');
});

test("an absence is held for four scrapes at least", () => {
  const [down] = serviceAlerts(service, { ...settings, scrapeIntervalSeconds: 60 });
  expect(down?.forSeconds).toBe(240);
});

import { defineCounter, defineGauge } from "@platform/metrics/define";
import type { Expression } from "@platform/promql";
import { expect, test } from "vitest";
import { type Answer, differenceFrom, type Samples } from "../../test/answers.ts";
import type { Panel } from "../model/model.ts";
import { metricPanels } from "./metric-panels.ts";
import { errorRatio, latencyQuantile, requestRate } from "./requests.ts";
import { firingAlertsTile, serviceLights } from "./state-panels.ts";

const lookups = defineCounter({ name: "cache_requests_total", help: "Look-ups.", labels: { result: ["hit", "miss"] } });
const breaker = defineGauge({ name: "circuit_breaker_state", help: "State.", labels: { state: ["closed", "half_open", "open"] } });
const backup = defineGauge({ name: "backup_timestamp_seconds", help: "Backup." });

function expressionOf(panel: Panel | undefined): Expression {
  return panel?.queries[0]?.expression as Expression;
}

/** One request in a second; a tenth of that failing. */
const TRAFFIC: Samples = {
  'http_server_active_requests{job="mail",instance="a"}': "0x40",
  'http_server_request_duration_seconds_count{job="mail",instance="a",http_route="/x",http_response_status_code="200"}': "0+13.5x40",
  'http_server_request_duration_seconds_count{job="mail",instance="a",http_route="/x",http_response_status_code="500"}': "0+1.5x40",
  'http_server_request_duration_seconds_count{job="mail",instance="a",http_route="/y",http_response_status_code="200"}': "0x40",
  'http_server_request_duration_seconds_bucket{job="mail",instance="a",le="0.5"}': "0+7.5x40",
  'http_server_request_duration_seconds_bucket{job="mail",instance="a",le="1.0"}': "0+15x40",
  'http_server_request_duration_seconds_bucket{job="mail",instance="a",le="+Inf"}': "0+15x40",
};
const SILENCE: Samples = { 'http_server_active_requests{job="mail",instance="a"}': "0x40" };

/** A service with one instance, and the burn rates and budget of one objective. */
function service(up: 0 | 1, burn5m: number, burn1h: number, budget: number): Samples {
  return {
    'up{job="mail",instance="a"}': `${up}x40`,
    'up{job="prometheus",instance="b"}': "1x40",
    'slo:burn_rate:multiple{job="mail",slo="speed",window="5m"}': `${burn5m}x40`,
    'slo:burn_rate:multiple{job="mail",slo="speed",window="1h"}': `${burn1h}x40`,
    'slo:error_budget_remaining:ratio{job="mail",slo="speed"}': `${budget}x40`,
  };
}

const lights = expressionOf(serviceLights(["mail"], { budgets: true }));
const plainLights = expressionOf(serviceLights(["mail"], { budgets: false }));
const alerts = expressionOf(firingAlertsTile("http://localhost:9093"));

const cases: readonly (readonly [string, Expression, Samples, Answer])[] = [
  ["requests are counted per second", requestRate(), TRAFFIC, { "{}": 1 }],
  ["a service without requests has 0 of them", requestRate({ by: ["job"] }), SILENCE, { '{job="mail"}': 0 }],
  ["a class that never came is 0", requestRate({ statusClass: "3" }), TRAFFIC, { "{}": 0 }],
  ["errors are a share of all", errorRatio({ by: ["job"] }), TRAFFIC, { '{job="mail"}': 0.1 }],
  ["no request is no error", errorRatio(), SILENCE, { "{}": 0 }],
  ["a route without requests has no errors", errorRatio({ by: ["http_route"] }), TRAFFIC, { '{http_route="/x"}': 0.1, '{http_route="/y"}': 0 }],
  ["a percentile lies within its bucket", latencyQuantile(0.75), TRAFFIC, { "{}": 0.75 }],
  ["a service that keeps its promises is healthy", lights, service(1, 0, 0.2, 0.9), { '{job="mail"}': 0 }],
  ["little budget is not healthy", lights, service(1, 0, 0.2, 0.05), { '{job="mail"}': 0.5 }],
  ["burning counts by the slower of both windows", lights, service(1, 20, 3, 0.05), { '{job="mail"}': 3 }],
  ["what is over by now does not count", lights, service(1, 0.1, 12, 0.9), { '{job="mail"}': 0 }],
  ["a service that does not answer is down, whatever it burns", lights, service(0, 20, 20, 0.9), { '{job="mail"}': 1e9 }],
  ["a service whose last target is gone is down", lights, { 'slo:objective:ratio{job="mail",slo="speed"}': "0.99x40" }, { '{job="mail"}': 1e9 }],
  ["where nothing has objectives, up is healthy", plainLights, { 'up{job="mail",instance="a"}': "1x40" }, { '{job="mail"}': 0 }],
  [
    "where nothing has objectives, a service that does not answer is down",
    plainLights,
    { 'up{job="mail",instance="a"}': "0x40" },
    { '{job="mail"}': 1e9 },
  ],
  ["without objectives a service is healthy while it is up", lights, { 'up{job="mail",instance="a"}': "1x40" }, { '{job="mail"}': 0 }],
  ["without alerts there are 0", alerts, {}, { "{}": 0 }],
  ["alerts that fire are counted", alerts, { 'ALERTS{alertstate="firing",service="mail",alertname="X"}': "1x40" }, { "{}": 1 }],
  [
    "an alert for information calls nobody",
    alerts,
    { 'ALERTS{alertstate="firing",service="mail",severity="info",alertname="Always"}': "1x40" },
    { "{}": 0 },
  ],
  [
    "hits are a share of look-ups",
    expressionOf(metricPanels(lookups)[0]),
    { 'cache_requests_total{job="a",instance="b",result="hit"}': "0+3x40", 'cache_requests_total{job="a",instance="b",result="miss"}': "0+1x40" },
    { "{}": 0.75 },
  ],
  [
    "the state furthest from the first wins",
    expressionOf(metricPanels(breaker)[0]),
    {
      'circuit_breaker_state{job="a",instance="a",state="closed"}': "1x40",
      'circuit_breaker_state{job="a",instance="a",state="open"}': "0x40",
      'circuit_breaker_state{job="a",instance="b",state="half_open"}': "1x40",
    },
    { "{}": 1 },
  ],
  [
    "time since is counted from the latest",
    expressionOf(metricPanels(backup)[0]),
    { 'backup_timestamp_seconds{job="a",instance="b"}': "540x40" },
    { "{}": 60 },
  ],
];

test.each(cases)("%s", (_, expression, samples, answer) => {
  expect(differenceFrom(answer, expression, samples)).toBe("");
});

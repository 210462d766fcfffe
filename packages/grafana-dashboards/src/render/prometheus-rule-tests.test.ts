import { alertRules } from "@platform/alerts";
import { httpServerRequestDuration as requests } from "@platform/metrics/define";
import { type AlertExpectation, type InputSeries, type RuleTest, type SampleRun, up } from "@platform/promql";
import { defineService } from "@platform/slo/define";
import { expect, test } from "vitest";
import { promtool } from "../../test/promtool.ts";
import { shopModel } from "../../test/shop-model.ts";
import type { OutputFile, RuleFile } from "../model/model.ts";
import { serviceAlerts } from "../model/service-alerts.ts";
import { renderPrometheusTests, renderRuleTests } from "./prometheus-rule-tests.ts";
import { renderRuleFile } from "./prometheus-rules.ts";

const service = defineService({ name: "shop", title: "Shop", help: "Sells.", owner: "team-shop", port: 4000 });
const alerts = alertRules(serviceAlerts(service, 15));
const file: RuleFile = { name: "shop", owner: "team-shop", service: "shop", groups: [{ name: "shop", intervalSeconds: 30, rules: alerts }] };

function line(from: number, step: number, minutes: number): SampleRun {
  return { kind: "line", from, step, count: 2 * minutes };
}

function upOf(instance: string, ...samples: readonly SampleRun[]): InputSeries {
  return { series: up, part: "value", labels: { job: "shop", instance }, samples };
}

/** Requests a half minute that are answered with a status. */
function answered(status: string, perSample: number): InputSeries {
  const labels = { job: "shop", instance: "a", http_request_method: "GET", http_route: "/", http_response_status_code: status };
  return { series: requests, part: "count", labels, samples: [line(0, perSample, 30)] };
}

/** Requests a half minute of which all take longer than one bucket bound and less than the next. */
function taking(under: number, perSample: number): readonly InputSeries[] {
  const labels = { job: "shop", instance: "a", http_request_method: "GET", http_route: "/", http_response_status_code: "200" };
  const buckets = [...requests.buckets, "+Inf"].map((le): InputSeries => {
    const counts = le === "+Inf" || Number(le) >= under;
    return { series: requests, part: "bucket", labels: { ...labels, le: String(le) }, samples: [line(0, counts ? perSample : 0, 30)] };
  });
  return [...buckets, answered("200", perSample)];
}

function testOf(
  name: string,
  input: readonly InputSeries[],
  expected: Readonly<Record<string, readonly (readonly [number, readonly object[]])[]>>,
): RuleTest {
  const expectations = Object.entries(expected).flatMap(([ending, times]) => {
    const alert = alerts.find((one) => one.name === `Shop${ending}`);
    return alert === undefined ? [] : times.map(([minutes, firing]) => ({ alert, atSeconds: minutes * 60, firing }) as AlertExpectation);
  });
  return { name, sampleSeconds: 30, evaluationSeconds: 30, input, expectations };
}

const JOB = [{ job: "shop" }];

const tests: readonly RuleTest[] = [
  testOf(
    "a service is down when no instance answers, an instance when others do",
    [upOf("a", line(1, 0, 5), line(0, 0, 25)), upOf("b", line(1, 0, 15), line(0, 0, 15))],
    {
      Down: [
        [4, []],
        [12, []],
        [15, []],
        [17, JOB],
        [29, JOB],
      ],
      InstanceDown: [
        [9, []],
        [11, [{ job: "shop", instance: "a", host: "a" }]],
        [16, []],
      ],
    },
  ),
  testOf("a service of which Prometheus knows no target is down", [], {
    Down: [
      [0, []],
      [2, JOB],
    ],
    InstanceDown: [[10, []]],
  }),
  testOf("under 5 % of failures nothing fires", [answered("200", 96), answered("500", 4)], {
    HighErrorRate: [[20, []]],
    CriticalErrorRate: [[20, []]],
  }),
  testOf("over 5 % a warning fires after 5 minutes", [answered("200", 93), answered("500", 7)], {
    HighErrorRate: [
      [4, []],
      [8, JOB],
    ],
    CriticalErrorRate: [[20, []]],
  }),
  testOf("over 15 % a page goes out after 2 minutes", [answered("200", 80), answered("503", 20)], {
    HighErrorRate: [[8, JOB]],
    CriticalErrorRate: [
      [1, []],
      [4, JOB],
    ],
  }),
  testOf("a few requests are nobody's alert, however many of them fail", [answered("500", 1)], {
    HighErrorRate: [[20, []]],
    CriticalErrorRate: [[20, []]],
  }),
  testOf("a request that the client left is no failure", [answered("200", 10), answered("499", 90)], { HighErrorRate: [[20, []]] }),
  testOf("slow under 2 s", taking(2, 100), { HighResponseTime: [[20, []]], CriticalResponseTime: [[20, []]] }),
  testOf("slow over 2 s", taking(5, 100), {
    HighResponseTime: [
      [4, []],
      [8, JOB],
    ],
    CriticalResponseTime: [[20, []]],
  }),
  testOf("slow over 5 s", taking(7.5, 100), {
    HighResponseTime: [[8, JOB]],
    CriticalResponseTime: [
      [1, []],
      [4, JOB],
    ],
  }),
  testOf("slow, but hardly used", taking(7.5, 1), { HighResponseTime: [[20, []]], CriticalResponseTime: [[20, []]] }),
];

function run(rules: OutputFile, some: readonly OutputFile[]) {
  return promtool(["test", "rules", ...some.map(({ path }) => path)], [rules, ...some]);
}

test("the alerts that every service has fire when they should, and only then", () => {
  expect(run(renderRuleFile(file, shopModel), renderRuleTests(file, tests))).toEqual({ status: 0, output: expect.stringContaining("SUCCESS") });
});

test("the tests see a rule that is wrong", () => {
  const [first, ...others] = alerts;
  const wrong = {
    ...file,
    groups: [{ name: "shop", intervalSeconds: 30, rules: first === undefined ? [] : [{ ...first, forSeconds: 900 }, ...others] }],
  };
  const { status, output } = run(renderRuleFile(wrong, shopModel), renderRuleTests(file, tests));
  expect(status).toBe(1);
  expect(output).toContain("ShopDown");
});

test("the tests of objectives are files that promtool reads, and pass", () => {
  const [rules] = shopModel.ruleFiles.filter(({ name }) => name === "mail").map((one) => renderRuleFile(one, shopModel));
  const quickest = renderPrometheusTests(shopModel).filter(({ path }) => path === "prometheus/tests/mail-5m.yml");
  expect(quickest).toHaveLength(1);
  expect(run(rules as OutputFile, quickest)).toEqual({ status: 0, output: expect.stringContaining("SUCCESS") });
});

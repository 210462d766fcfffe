import { expect, test } from "vitest";
import { sloRules, sloRuleTests } from "../src/index.ts";
import { runRuleTests } from "./run-promtool.ts";
import { hotel, native, payment, search, taxi } from "./travel-services.ts";

const times = { scrapeIntervalSeconds: 15, evaluationIntervalSeconds: 30, tileSeconds: 300 };

test.each([payment, hotel, taxi].map((service) => [service.name, service] as const))(
  "promtool agrees with every generated test of %s",
  async (_, service) => {
    expect(await runRuleTests(sloRules({ service, ...times }), sloRuleTests({ service, ...times }))).toBe("");
  },
  600_000,
);

// A test evaluates every rule that it is given, so that each of many SLOs is tested by itself.
test.each(search.slos.map((slo) => [slo.sli.kind, slo.calendar ?? "rolling", slo] as const))(
  "promtool agrees with every generated test of an SLO of %s over a %s period",
  async (_, __, slo) => {
    const service = { ...search, slos: [slo] };
    const tests = sloRuleTests({ service, ...times });
    expect(tests.length).toBeGreaterThan(2);
    expect(await runRuleTests(sloRules({ service, ...times }), tests)).toBe("");
  },
  600_000,
);

test("an SLO over a native histogram has no tests, since promtool of Prometheus 2.42 knows no such series", () => {
  expect(sloRuleTests({ service: native, ...times })).toEqual([]);
});

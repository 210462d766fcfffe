import { expect, test } from "vitest";
import { sloRules, sloRuleTests } from "../src/index.ts";
import { readsNativeHistograms, runRuleTests } from "./run-promtool.ts";
import { bank, hotel, lookout, native, payment, search, taxi } from "./travel-services.ts";

const times = { scrapeIntervalSeconds: 15, evaluationIntervalSeconds: 30, tileSeconds: 300 };

test.each([payment, hotel, taxi].map((service) => [service.name, service] as const))(
  "promtool agrees with every generated test of %s",
  async (_, service) => {
    expect(await runRuleTests(sloRules({ service, ...times }), sloRuleTests({ service, ...times }))).toBe("");
  },
  600_000,
);

// A test evaluates every rule that it is given, so that each of many SLOs is tested by itself.
/** `MUTATION=all` runs those of the two dear composites as well. */
const FEW: readonly string[] = ["probed-minutes", "monthly-probe"];
const looked = lookout.slos.slice(2).filter(({ name }) => process.env.MUTATION === "all" || FEW.includes(name));
const alone = [...search.slos, ...bank.slos.filter(({ name }) => name === "two-months"), ...looked];
test.each(alone.map((slo) => [slo.name, slo.sli.kind, slo.calendar === undefined ? `${slo.windowDays} days` : `a ${slo.calendar}`, slo] as const))(
  "promtool agrees with every generated test of %s, of %s over %s",
  async (_, __, ___, slo) => {
    const service = [search, bank, lookout].find(({ slos }) => slos.includes(slo)) ?? expect.fail();
    const tests = sloRuleTests({ service: { ...service, slos: [slo] }, ...times });
    expect(tests.length).toBeGreaterThan(2);
    expect(await runRuleTests(sloRules({ service, ...times }), tests)).toBe("");
  },
  600_000,
);

test("promtool agrees with every generated test of an SLO over a native histogram, where it can read one", async () => {
  const tests = sloRuleTests({ service: native, ...times });
  expect(tests.length).toBeGreaterThan(10);
  const wrong = await runRuleTests(sloRules({ service: native, ...times }), tests);
  expect(wrong).toMatch((await readsNativeHistograms()) ? /^$/ : /parse error: unexpected character in series sequence/);
}, 600_000);

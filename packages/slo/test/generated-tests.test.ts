import { expect, test } from "vitest";
import { sloRules, sloRuleTests } from "../src/index.ts";
import { runRuleTests } from "./run-promtool.ts";
import { hotel, payment, taxi } from "./travel-services.ts";

const times = { scrapeIntervalSeconds: 15, evaluationIntervalSeconds: 30, tileSeconds: 300 };

test.each([payment, hotel, taxi].map((service) => [service.name, service] as const))(
  "promtool agrees with every generated test of %s",
  async (_, service) => {
    expect(await runRuleTests(sloRules({ service, ...times }), sloRuleTests({ service, ...times }))).toBe("");
  },
  600_000,
);

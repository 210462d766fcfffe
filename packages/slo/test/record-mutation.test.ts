import { expect, test } from "vitest";
import type { ServiceDefinition } from "../src/define.ts";
import { sloRules, sloRuleTests } from "../src/index.ts";
import { type Equivalent, recordCases } from "./equivalent-changes.ts";
import { recordSurvivors } from "./record-survivors.ts";

const times = { scrapeIntervalSeconds: 15, evaluationIntervalSeconds: 30, tileSeconds: 300 };

/** One of each family; `MUTATION=all` judges every change of every record, which takes minutes. */
const FEW: readonly string[] = ["bad events that have series of their own", "slices of time", "62 days, read in two parts"];

test.each(recordCases.filter(([what]) => process.env.MUTATION === "all" || FEW.includes(what)))(
  "a generated test fails for every change of what is recorded of %s that makes a difference",
  async (_, service, name, equivalent) => {
    const options = { service: { ...(service as ServiceDefinition), slos: service.slos.filter((slo) => slo.name === name) }, ...times };
    const { survivors } = await recordSurvivors(sloRules(options), sloRuleTests(options));
    const sorted = (of: Readonly<Record<string, readonly string[]>>) =>
      Object.fromEntries(Object.entries(of).map(([record, some]) => [record, some.toSorted()]));
    const expected = Object.entries<readonly Equivalent[]>(equivalent).map(
      ([record, some]) => [record, some.flatMap(([changes]) => changes)] as const,
    );
    expect(sorted(survivors)).toEqual(sorted(Object.fromEntries(expected)));
  },
  600_000,
);

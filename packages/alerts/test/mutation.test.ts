import { expect, test } from "vitest";
import { alertRules, alertRuleTests } from "../src/index.ts";
import { isEquivalent } from "./equivalent.ts";
import { everyShape } from "./every-shape.ts";
import { survivorsOf } from "./survivors.ts";

const subject = { job: "shop", title: "Shop", scrapeIntervalSeconds: 15, alerts: everyShape };
const tests = alertRuleTests(subject);

/** One of each family; `MUTATION=all` judges every alert of every shape, which takes minutes. */
const FEW = [
  "HighFailures",
  "FewAvailable",
  "HighSlow",
  "CriticalMemory",
  "Refusals",
  "BackupOld",
  "NoMaster",
  "Down",
  "InstanceDown",
  "DataMissing",
];
const judged = alertRules(subject).filter(({ name }) => process.env.MUTATION === "all" || FEW.some((few) => name === `Shop${few}`));

/** Changes that make no difference, by alert, each with its reason. */
const EQUIVALENT: Readonly<Record<string, readonly (readonly [change: string, reason: string])[]>> = {
  ShopDataMissing: [
    ["max → min", "absent() gives one series"],
    ["max → min", "absent() gives one series"],
  ],
  ShopWatchdog: [
    ["1 → 0.5", "any number above 0 is above 0"],
    ["1 → 2", "any number above 0 is above 0"],
    ["keep_firing_for 10 times", "it never ends"],
  ],
};

test.each(judged.map((rule) => [rule.name, rule] as const))(
  "a generated test fails for every change of %s that makes a difference",
  async (name, rule) => {
    const own = tests.filter((one) => one.name.startsWith(`${name} `));
    const equivalent = (EQUIVALENT[name] ?? []).map(([change]) => change);
    expect((await survivorsOf(rule, own)).filter((change) => !isEquivalent(change, rule))).toEqual(equivalent);
  },
  600_000,
);

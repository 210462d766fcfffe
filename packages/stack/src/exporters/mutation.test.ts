import { alertRules, alertRuleTests } from "@platform/alerts";
import { expect, test } from "vitest";
import { isEquivalent } from "../../../alerts/test/equivalent.ts";
import { survivorsOf } from "../../../alerts/test/survivors.ts";
import { catalogue } from "../../test/catalogue.ts";

/** One of each kind that the shapes of `@platform/alerts` do not cover alike; `MUTATION=all` judges every alert of every exporter, which takes minutes. */
const FEW = [
  "RabbitmqNoConsumer",
  "RabbitmqDeadLetters",
  "ElasticsearchNodeLost",
  "ElasticsearchHighHeap",
  "BlackboxCdnMisses",
  "ElasticsearchCriticalDisk",
  "PostgresDeadRows",
  "RedisSeveralMasters",
];

const judged = catalogue.flatMap(({ name: job, title, alerts }) => {
  const subject = { job, title, alerts, scrapeIntervalSeconds: 15 };
  const tests = alertRuleTests(subject);
  return alertRules(subject)
    .filter(({ name }) => process.env.MUTATION === "all" || FEW.includes(name))
    .map((rule) => [rule.name, rule, tests.filter((one) => one.name.startsWith(`${rule.name} `))] as const);
});

test.each(judged)(
  "a generated test fails for every change of %s that makes a difference",
  async (_name, rule, tests) => {
    const survivors = await survivorsOf(rule, tests);
    expect(survivors.filter((change) => !isEquivalent(change, rule))).toEqual([]);
  },
  600_000,
);

import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { readDuration } from "../src/handwritten/read-duration.ts";
import { readPromql } from "../src/handwritten/read-promql.ts";
import { typeError } from "../src/handwritten/type-error.ts";
import { PINT_RULES, type ReadRule, type ReadRules } from "./pint-rules.ts";

/** What is generated for the fixture, and for the platform with everything in it. */
const FOLDERS = {
  "the shop": new URL("golden/prometheus/", import.meta.url),
  "the travel platform": new URL("../../../deploy/prometheus/", import.meta.url),
};

interface RuleData {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

function read(folder: URL): ReadRules {
  const rules = readdirSync(new URL("rules/", folder)).flatMap((file): readonly ReadRule[] => {
    const { groups } = parse(readFileSync(new URL(`rules/${file}`, folder), "utf8"), { strict: true, uniqueKeys: true }) as {
      readonly groups: readonly { readonly name: string; readonly interval: string; readonly rules: readonly RuleData[] }[];
    };
    return groups.flatMap((group) =>
      group.rules.map((rule) => ({
        file,
        group: group.name,
        intervalSeconds: readDuration(group.interval) ?? Number.NaN,
        name: rule.alert ?? rule.record ?? "",
        isAlert: rule.alert !== undefined,
        text: rule.expr,
        expression: expressionOf(rule.expr),
        forSeconds: rule.for === undefined ? 0 : (readDuration(rule.for) ?? Number.NaN),
        labels: rule.labels ?? {},
        annotations: rule.annotations ?? {},
      })),
    );
  });
  const config = parse(readFileSync(new URL("prometheus.yml", folder), "utf8")) as {
    readonly global: { readonly scrape_interval: string; readonly external_labels?: Readonly<Record<string, string>> };
  };
  return {
    rules,
    scrapeSeconds: readDuration(config.global.scrape_interval) ?? Number.NaN,
    retentionSeconds: 92 * 86_400,
    externalLabels: Object.keys(config.global.external_labels ?? {}),
  };
}

function expressionOf(text: string): ReadRule["expression"] {
  const query = readPromql(text, (name = "") => ({ series: { kind: "record", name, help: "", unit: "count", labels: {} }, part: "value" }));
  expect(query, text).toHaveProperty("expression");
  const { expression } = query as { readonly expression: ReadRule["expression"] };
  expect(typeError(expression), text).toBeUndefined();
  return expression;
}

for (const [what, folder] of Object.entries(FOLDERS)) {
  const of = read(folder);

  test(`there are rules of ${what} to look at`, () => {
    expect(of.rules.filter(({ isAlert }) => isAlert).length).toBeGreaterThan(10);
    expect(of.rules.filter(({ isAlert }) => !isAlert).length).toBeGreaterThan(10);
  });

  test.each(Object.entries(PINT_RULES))(`%s holds in all rules of ${what}`, (_, broken) => {
    expect(broken(of)).toEqual([]);
  });
}

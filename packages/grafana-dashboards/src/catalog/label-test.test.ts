import { type LabelDomain, open } from "@platform/metrics/define";
import type { KnownLabels, Matcher } from "@platform/promql";
import { expect, test } from "vitest";
import { isVariable, labelTest, listedValues, variablesIn } from "./label-test.ts";

const labels: KnownLabels = new Map<string, LabelDomain | undefined>([
  ["queue", ["mail", "a|b", "c.d"]],
  ["note", open({ max: 5 })],
  ["instance", undefined],
]);

test.each<readonly [Matcher["label"], Matcher["operator"], string, boolean]>([
  ["queue", "=", "mail", true],
  ["queue", "=", "fax", false],
  ["queue", "!=", "mail", true],
  ["queue", "=~", "mail|fax", true],
  ["queue", "=~", "ma", false],
  ["queue", "=~", "c\\.d", true],
  ["queue", "!~", "mail|a\\|b|c\\.d", false],
  ["queue", "=~", "$queue", true],
  ["queue", "=~", "\\$queue", false],
  ["note", "=", "anything", true],
  ["instance", "=~", ".+", true],
  ["colour", "!=", "red", false],
])("series with labels can match %s%s%j: %s", (label, operator, value, can) => {
  expect(labelTest({ label, operator, value })(labels)).toBe(can);
});

test.each<readonly [Matcher["operator"], string, readonly string[] | undefined]>([
  ["=", "a|b", ["a|b"]],
  ["=~", "a|b", ["a", "b"]],
  ["=~", "a\\|b|c\\.d|\\\\", ["a|b", "c.d", "\\"]],
  ["=~", "a.*", undefined],
  ["=~", "(a|b)", undefined],
  ["!~", "a|b", undefined],
])("the values that %s %j lists", (operator, value, values) => {
  expect(listedValues({ label: "queue", operator, value })).toEqual(values);
});

test.each([
  ["$job", ["job"]],
  ["${job:regex}|$other", ["job", "other"]],
  ["\\$job", []],
  ["\\\\$job", ["job"]],
  ["a$", []],
  ["$1", []],
])("the variables that %j reads", (value, names) => {
  expect(variablesIn(value)).toEqual(names);
  expect(isVariable({ label: "job", operator: "=~", value })).toBe(names.length > 0);
});

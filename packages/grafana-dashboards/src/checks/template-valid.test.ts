import { expect, test } from "vitest";
import { findings, shopModel } from "../../test/shop-model.ts";
import type { Model } from "../model/model.ts";
import { placeholderError, templateError } from "./template-error.ts";

/** The model with another summary in its first alert. */
function saying(summary: string): Model {
  const [file, ...files] = shopModel.ruleFiles;
  let isDone = false;
  const groups = (file?.groups ?? []).map((group) => ({
    ...group,
    rules: group.rules.map((rule) => {
      const isFirst = rule.kind === "alert" && !isDone;
      isDone ||= isFirst;
      return isFirst ? { ...rule, summary } : rule;
    }),
  }));
  return { ...shopModel, ruleFiles: file === undefined ? files : [{ ...file, groups }, ...files] };
}

test("a text that Prometheus cannot fill in", () => {
  expect(findings("template-valid", saying("{{ $labels.instance is down"))).toEqual([
    expect.stringMatching(/^error alert \w+: Its summary opens "\{\{ \$labels\.instance is down" and never closes it\.$/),
  ]);
});

test("a sound model has none", () => {
  expect(findings("template-valid", shopModel)).toEqual([]);
});

test("a placeholder that nothing fills in, and none where a title has braces", () => {
  const wrong = (name: string) => `has "${name}", which nothing fills in: there are {title}, and for a limit {limit} and {value}.`;
  expect(placeholderError("over {limt} of it", { limits: true })).toBe(wrong("{limt}"));
  expect(placeholderError("{title} is over {limit}", { limits: false })).toBe(wrong("{limit}"));
  expect(placeholderError("{title} over {limit} of it: {value}, {{ $labels.x }}", { limits: true })).toBeUndefined();
  expect(templateError("Mail {x} is down")).toBeUndefined();
});

test.each([
  ["{{ }}", 'has an empty "{{ }}".'],
  ["{{ $value | humanise }}", "calls humanise, which is no function of templates."],
  ["{{ $label.instance }}", "reads $label, which there is not: there are $labels, $value, $externalLabels and $externalURL."],
  ["{{ if $labels.host }}on {{ $labels.host }}", 'begins "{{ if $labels.host }}" and does not end it.'],
  ["{{ end }}", 'has an "{{ end }}" too many.'],
])("%s: %s", (text, wrong) => {
  expect(templateError(text)).toBe(wrong);
});

test.each([
  ["Payment is down"],
  ["{{ $labels.instance }} uses {{- $value | humanizePercentage -}} }} of it"],
  ['{{ printf "%s {{x}" $labels.job }}'],
  ["{{ if gt $value 1.0 }}many{{ else }}one{{ end }}"],
  ['{{ with $first := query "up" | first }}{{ $first.Value }}{{ $first | value }}{{ end }}'],
  ['{{ "{{" }}'],
  ['{{ define "host" }}{{ $labels.host }}{{ end }}{{ template "host" }}'],
  ["{{ if gt $value 1e3 }}{{ $value }}{{ end }}"],
])("nothing is said of %s", (text) => {
  expect(templateError(text)).toBeUndefined();
});

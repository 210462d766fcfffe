import { expect, test } from "vitest";
import type { VariableJson } from "./dashboard-json.ts";
import { fillQuery } from "./load-panel.ts";
import { fillVariables, loadVariables } from "./variables.ts";

const query = (name: string, text: string, more: Partial<VariableJson> = {}): VariableJson => ({
  name,
  type: "query",
  query: { query: text },
  multi: true,
  includeAll: true,
  allValue: ".+",
  ...more,
});

test("a drop-down reads what is chosen in one before it", async () => {
  const asked: (string | undefined)[] = [];
  const list = [query("job", "label_values(up, job)", { includeAll: false }), query("instance", 'label_values(up{job=~"$job"}, instance)')];
  const variables = await loadVariables(list, { job: ["b.c"] }, async (label, selector) => {
    asked.push(selector);
    return label === "job" ? ["a", "b.c"] : ["x:1", "y:2"];
  });
  expect(asked).toEqual(["up", 'up{job=~"b\\\\.c"}']);
  expect(variables.map(({ chosen }) => chosen)).toEqual([["b.c"], ["$__all"]]);
});

test("a choice that is gone gives way to the default", async () => {
  const [one] = await loadVariables([query("job", "label_values(up, job)", { includeAll: false })], { job: ["gone"] }, async () => ["a", "b"]);
  expect(one?.chosen).toEqual(["a"]);
});

test("several values are alternatives of a regular expression, and none of their characters counts as one", async () => {
  const variables = await loadVariables([query("route", "label_values(http_route)")], { route: ['/a/:id"', "/b(c)"] }, async () => [
    '/a/:id"',
    "/b(c)",
    "/d",
  ]);
  expect(fillVariables('{r=~"$route"}', variables)).toBe('{r=~"(/a/:id\\"|/b\\\\(c\\\\))"}');
  const everything = await loadVariables([query("route", "label_values(http_route)")], {}, async () => ["/d"]);
  expect(fillVariables('{r=~"${route}"} $unknown', everything)).toBe('{r=~".+"} $unknown');
});

test("a query gets Grafana's own variables", () => {
  const context = { ask: async () => undefined, range: { startSeconds: 0, endSeconds: 3600 }, variables: [], scrapeSeconds: 15 };
  expect(fillQuery("rate(x[$__rate_interval]) > increase(x[$__range]) + $__interval_ms + ${__range_s}", context, 30)).toBe(
    "rate(x[1m]) > increase(x[1h]) + 30000 + 3600",
  );
});

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { promtool } from "../../test/promtool.ts";
import { shopModel } from "../../test/shop-model.ts";
import { renderGrafanaV2 } from "../render/grafana-v2.ts";
import { renderFiles } from "../render/renderers.ts";
import { checkHandwritten, type HandwrittenFiles, type HandwrittenOptions } from "./check-handwritten.ts";
import type { SourceFile } from "./source-file.ts";

const RULES = ["rules/services.yml", "rules/budget.yml"].map(file);
const DASHBOARD = file("dashboard.json");
const ALERTMANAGER = file("alertmanager.yml");
const runbooks = new Set(["services/service-down", "services/slo-burn"]);

function file(path: string): SourceFile {
  return { path, text: readFileSync(new URL(`../../test/handwritten/${path}`, import.meta.url), "utf8") };
}

/** `error series-exists rules/services.yml:17:20 alert HighErrorRate: …`. */
function found(files: Partial<HandwrittenFiles>, options: HandwrittenOptions = {}): readonly string[] {
  const problems = checkHandwritten({ rules: [], dashboards: [], alertmanager: [], ...files }, options);
  return problems.map(
    ({ check, severity, subject, message, place }) => `${severity} ${check} ${place?.file}:${place?.line}:${place?.column} ${subject}: ${message}`,
  );
}

test("promtool has nothing against rules of which most can never fire", () => {
  const files = RULES.map(({ path, text }) => ({ path, content: text }));
  expect(promtool(["check", "rules", ...RULES.map(({ path }) => path)], files)).toMatchObject({ status: 0 });
});

test("every fault of a set-up made by hand is found at its line", async () => {
  const problems = found(
    { rules: RULES, alertmanager: [ALERTMANAGER], dashboards: [DASHBOARD] },
    { model: { ...shopModel, ruleFiles: [] }, runbooks },
  );
  await expect(`${problems.join("\n").replaceAll(/\S*(?=shop-platform)/g, "")}\n`).toMatchFileSnapshot("../../test/golden/handwritten/problems.txt");
});

test("what the platform generates is found to be right when it is read as if somebody had written it", () => {
  const files = renderFiles(shopModel).map(({ path, content }) => ({ path, text: content }));
  const rules = files.filter(({ path }) => path.startsWith("prometheus/rules/"));
  const dashboards = files.filter(({ path }) => path.startsWith("dashboards/") && path.endsWith(".json"));
  expect(rules.length + dashboards.length).toBeGreaterThan(5);
  expect(found({ rules, dashboards }, { model: shopModel })).toEqual([]);
});

test("dashboards in schema v2 are read like classic ones", () => {
  const v2 = renderGrafanaV2(shopModel).map(({ path, content }) => ({ path, text: content }));
  expect(v2.length).toBeGreaterThan(3);
  expect(found({ dashboards: v2 }, { model: shopModel })).toEqual([]);
  const [service] = v2.filter(({ path }) => path.includes("service-checkout"));
  const wrong = (text: string, other: string) => {
    expect(service?.text).toContain(text);
    return found({ dashboards: [{ path: "d.json", text: service?.text.replaceAll(text, other) ?? "" }] }, { model: shopModel }).join("\n");
  };
  expect(wrong("orders_total", "ordres_total")).toMatch(
    /^error series-exists d\.json:\d+:\d+ dashboard shop-service-checkout › Orders: No service exposes and no rule records ordres_total\.$/m,
  );
  expect(wrong("label_values(up", "label_values(pu")).toMatch(/› variable job: No service exposes and no rule records pu\.$/m);
  expect(wrong("(build_info{", "(built_info{")).toMatch(/› annotation \w+: No service exposes and no rule records built_info\.$/m);
});

test.each([
  ["of another data source", { kind: "DataQuery", group: "loki" }, 0],
  ["of Prometheus", { kind: "DataQuery", group: "prometheus" }, 1],
  ["of Prometheus by its kind, as before v2beta1", { kind: "prometheus" }, 1],
])("a query of schema v2 %s", (_name, kind, count) => {
  const queries = [{ kind: "PanelQuery", spec: { refId: "A", query: { ...kind, spec: { expr: "ordres_total" } } } }];
  const elements = { a: { kind: "Panel", spec: { title: "A", data: { kind: "QueryGroup", spec: { queries } } } } };
  const text = JSON.stringify({ metadata: { name: "x" }, spec: { elements } });
  const problems = found({ dashboards: [{ path: "d.json", text }] }, { model: shopModel });
  expect(problems.filter((one) => one.includes("ordres_total"))).toHaveLength(count);
});

const pattern = (job: string, severity: string): Partial<HandwrittenFiles> => ({
  rules: [
    {
      path: "r.yml",
      text: `groups: [{ name: a, rules: [{ alert: Down, expr: 'up{job=~"${job}"} == 0', labels: { severity: critical }, annotations: { runbook_url: https://example.com/runbooks/services/service-down.md } }] }]`,
    },
  ],
  alertmanager: [
    {
      path: "am.yml",
      text: `route: { receiver: a, matchers: [], routes: [{ receiver: a, matchers: ['severity=~"${severity}"'] }] }\nreceivers: [{ name: a, webhook_configs: [{ url: x }] }]`,
    },
  ],
});

test("patterns are read as RE2: flags and classes that JavaScript lacks", () => {
  expect(found(pattern("(?i)CHECKOUT|[[:alpha:]]+", "(?i)CRITICAL"), { model: { ...shopModel, ruleFiles: [] } })).toEqual([]);
  expect(found(pattern("(?i)nobody", "(?i)WARNING"), { model: { ...shopModel, ruleFiles: [] } })).toEqual([
    expect.stringContaining('route-reached am.yml:1:58 route to a: No alert comes here: none carries severity=~"(?i)WARNING".'),
    expect.stringContaining("series-exists r.yml:1:"),
  ]);
});

test("patterns that RE2 refuses are refused, in rules and in routes", () => {
  expect(found(pattern("(?!mail).+", "(a)\\\\1"), { model: { ...shopModel, ruleFiles: [] } })).toEqual([
    expect.stringMatching(/file-valid am\.yml:1:.*The pattern "\(a\)\\\\1" is refused: it refers back with \\1/),
    expect.stringContaining("route-reached"),
    expect.stringContaining('r.yml:1:50 alert Down: The pattern "(?!mail).+" of "job" is refused: it looks around with (?!'),
  ]);
});

const exposed: HandwrittenOptions = {
  expositions: [
    {
      job: "web",
      by: "web.txt",
      families: [
        { name: "requests_total", help: "", type: "counter", samples: [{ name: "requests_total", labels: { code: "200" } }] },
        { name: "waiting", help: "", type: "gauge", samples: [{ name: "waiting", labels: {} }] },
        { name: "rooms", help: "", type: "gauge", samples: ["", "sea"].map((view) => ({ name: "rooms", labels: view === "" ? {} : { view } })) },
        { name: "failures_total", help: "", type: "counter", samples: [] },
      ],
    },
  ],
};

function rule(expr: string, rest = ""): Partial<HandwrittenFiles> {
  const text = `groups:\n  - name: g\n    rules:\n      - alert: A\n        expr: ${expr}\n        annotations: { runbook_url: "https://x/a.md" }\n${rest}`;
  return { rules: [{ path: "a.yml", text }] };
}

test.each([
  [
    "of running programs a name that is not there is an error",
    "nothing > 0",
    ["error series-exists a.yml:5:15 alert A: No service exposes and no rule records nothing."],
  ],
  [
    "a label that they never had is an error",
    'requests_total{status="1"} > 0',
    ['error matcher-possible a.yml:5:15 alert A: requests_total of web.txt has no label "status"; it has code, job, instance.'],
  ],
  [
    "a value that they have not had yet is a warning",
    'requests_total{code="500"} > 0',
    ['warning matcher-possible a.yml:5:15 alert A: requests_total never has code="500"; its values are 200.'],
  ],
  ["a metric without series can have any label", 'rate(failures_total{reason="x"}[5m]) > 0', []],
  ["their jobs are known", 'up{job="other"} == 0', ['error series-exists a.yml:5:15 alert A: Job "other" does not have up; web has it.']],
  [
    "a rate of a gauge is wrong",
    "rate(waiting[5m]) > 0",
    [
      "error counter-rate a.yml:5:20 alert A: rate() takes each fall of a value for a restart; waiting of web.txt is a gauge. Use delta() or deriv().",
    ],
  ],
  ["the place is inside of quotes", `'1 > waitin'`, ["error series-exists a.yml:5:20 alert A: No service exposes and no rule records waitin."]],
  [
    "the place is inside of a block",
    "|\n          1\n            > waitin",
    ["error series-exists a.yml:7:15 alert A: No service exposes and no rule records waitin."],
  ],
  ["a set operator joins series", "waiting > 0 and 1", ['error promql-valid a.yml:5:15 alert A: "and" joins series; one of its sides is a number.']],
  [
    "a function of one value gets a range",
    "abs(waiting[5m]) > 0",
    ["error promql-valid a.yml:5:15 alert A: abs() reads one value for each series; it is given a range of samples."],
  ],
  ["a number that a function gives meets every series", "waiting * pi() / 180 > 0", []],
  ["a few of the series have their labels", "limitk(2, waiting) / waiting > 0", []],
  ["a label that some series lack keeps no others from meeting", "sum by (job, view) (rooms) / sum by (job) (rooms) > 0", []],
  [
    "what lacks a label has it empty",
    'rooms{view="city"} > 0',
    ['warning matcher-possible a.yml:5:15 alert A: rooms never has view="city"; its values are "", sea.'],
  ],
  ["names by pattern are not judged", `'{__name__=~"a.*", x="y"} > 0'`, []],
  ["at, offset and subqueries are read", "max_over_time(waiting[5m:1m] offset 1d) > 0 and waiting @ end() offset -5m > 0", []],
])("%s", (_, expr, problems) => {
  expect(found(rule(expr), exposed)).toEqual(problems);
});

test("labels that the scrape configuration adds are known", () => {
  expect(found(rule('waiting{env="test"} > 0'), { ...exposed, targetLabels: ["env"] })).toEqual([]);
});

test("without anything to compare with, files are read for themselves", () => {
  expect(found(rule("nothing > 0"))).toEqual([]);
  expect(found(rule("nothing"))).toEqual([
    "error alert-compares a.yml:5:15 alert A: Its expression compares nothing: it fires as long as there is a series.",
  ]);
});

test("a record of a record has the labels that the first one leaves", () => {
  const records = `      - { record: b, expr: 'sum without (job) (a)' }\n      - { record: a, expr: 'sum by (code, job) (requests_total)' }\n`;
  expect(found(rule('b{job="web"} > 0', records), exposed)).toEqual(['error series-exists a.yml:5:15 alert A: Job "web" does not have b.']);
});

test.each([
  ["rules: [", "It cannot be read: Flow sequence in block collection must be sufficiently indented and end with a ]."],
  ["a: 1", 'It has no "groups", so that it is no rule file.'],
  ["groups: [{ name: a, rules: [{ alert: A, expr: '1 > 0', fro: 5m, annotations: { runbook_url: a } }] }]", 'There is no field "fro" here'],
  [
    "groups: [{ name: a, rules: [{ alert: A, expr: '1 > 0', for: soon, annotations: { runbook_url: a } }] }]",
    'for is a duration such as 5m, not "soon".',
  ],
  ["groups: [{ name: a, rules: [{ alert: A, record: b, expr: '1' }] }]", 'A rule has either an "alert" or a "record"'],
])("a rule file that Prometheus would refuse: %s", (text, message) => {
  const [first] = checkHandwritten({ rules: [{ path: "a.yml", text }], dashboards: [], alertmanager: [] });
  expect(first).toMatchObject({ check: "file-valid", message: expect.stringContaining(message), place: { file: "a.yml" } });
});

test.each([
  ["route: { receiver: a, grop_by: [b] }\nreceivers: [{ name: a }]", "file-valid", 'Alertmanager knows no field "grop_by" here'],
  ["route: { receiver: a, routes: [{ matchers: ['severity'], receiver: a }] }\nreceivers: [{ name: a }]", "file-valid", '"severity" is no matcher'],
  ["route: { receiver: b }\nreceivers: [{ name: a }]", "receiver-exists", "A route leads to it, and it is not defined."],
  [
    "route: { receiver: a, routes: [{ match: { team: x }, receiver: a, mute_time_intervals: [night] }] }\nreceivers: [{ name: a }]",
    "file-valid",
    'There is no time interval "night".',
  ],
  ["route: { receiver: a }\nreceivers: [{ name: a, slack: [] }]", "file-valid", 'A receiver has no field "slack"'],
])("a configuration that Alertmanager would refuse: %s", (text, check, message) => {
  const problems = checkHandwritten({ rules: [], dashboards: [], alertmanager: [{ path: "am.yml", text }] });
  expect(problems).toContainEqual(expect.objectContaining({ check, severity: "error", message: expect.stringContaining(message) }));
});

test("an inhibition on a label that both alerts lack silences more than it says", () => {
  const labelled = (name: string, severity: string) =>
    `      - { alert: ${name}, expr: 'waiting > 0', labels: { severity: ${severity} }, annotations: { runbook_url: a } }\n`;
  const text = `groups:\n  - name: g\n    rules:\n${labelled("Big", "critical")}${labelled("Small", "warning")}`;
  const inhibition = (matcher: string) =>
    `  - { source_matchers: ['severity="critical"'${matcher}], target_matchers: ['severity="warning"'${matcher}], equal: [cluster] }\n`;
  const manager = (matcher: string) => ({
    path: "am.yml",
    text: `route: { receiver: a }\nreceivers: [{ name: a, webhook_configs: [{ url: "http://a" }] }]\ninhibit_rules:\n${inhibition(matcher)}`,
  });
  const rules = [{ path: "a.yml", text }];
  expect(found({ rules, alertmanager: [manager("")] }, exposed)).toEqual([
    'error inhibition-labels am.yml:4:5 inhibition 1: Big silences Small although both lack "cluster", and whatever else lacks it: ask for it in both lists of matchers, cluster=~".+".',
  ]);
  expect(found({ rules, alertmanager: [manager(`, 'cluster=~".+"'`)] }, exposed)).toEqual([
    'error inhibition-matches am.yml:4:5 inhibition 1: No alert can be its source: none carries severity="critical", cluster=~".+".',
  ]);
});

import { defineCounter, open } from "@platform/metrics/define";
import { selectorsOf } from "@platform/promql";
import { defineService, defineSlo, eventRatio } from "@platform/slo/define";
import fc from "fast-check";
import { load } from "js-yaml";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { checkModel } from "../src/checks/checks.ts";
import { definePlatform } from "../src/define.ts";
import { buildModel } from "../src/model/build-model.ts";
import { renderFiles } from "../src/render/renderers.ts";
import { promtool } from "./promtool.ts";
import { shop } from "./shop-platform.ts";

const SERVICES = 20;
const VALUES = 500;

/** What breaks generators that glue text together. */
const PIECES = [
  '"',
  "'",
  "\\",
  "\n",
  "\r",
  "\t",
  "\0",
  "{{",
  "}}",
  "{{ .Value }}",
  "$labels",
  "${x}",
  "$job",
  "!!str",
  "&a",
  "*a",
  "- ",
  ": ",
  " #",
  "|",
  "[",
  "]",
  "(",
  ".*",
  "^",
  "%",
  "\u0085",
  "\u2028",
  "\ufeff",
  "\u{1f600}",
  "é",
  "<script>",
  "--",
  "`",
  "no",
  "1e3",
];

/** 10,000 distinct texts, the same in every run. */
const texts = [
  ...new Set(
    fc
      .sample(
        fc.array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: "binary", minLength: 1, maxLength: 3 })), { minLength: 1, maxLength: 5 }),
        {
          seed: 8,
          numRuns: 2 * SERVICES * VALUES,
        },
      )
      .map((pieces) => pieces.join(""))
      .filter((text) => text.trim() !== "" && text.isWellFormed()),
  ),
].slice(0, SERVICES * VALUES);

const services = Array.from({ length: SERVICES }, (_, index) => {
  const values = texts.slice(index * VALUES, (index + 1) * VALUES) as [string, ...string[]];
  const [title, help, owner] = values.slice(1) as [string, string, string];
  const events = defineCounter({ name: "events_total", help, labels: { kind: values, note: open({ max: 5 }) } });
  const good = { metric: events, labels: { kind: values.slice(VALUES / 2) } };
  const slo = defineSlo({ name: "events", help, objective: 0.99, sli: eventRatio({ good, total: { metric: events, labels: {} } }) });
  return defineService({ name: `service-${index}`, title, help, owner, port: 5000 + index, metrics: { events }, slos: [slo] });
});
const platform = definePlatform({
  name: "hostile",
  title: texts[0] ?? "",
  services,
  // A label of that many values is too dear for a Prometheus of the usual size.
  prometheus: { samplesPerSlo: 10_000_000 },
  links: shop.links,
});
const model = buildModel(platform);
const files = renderFiles(model);

test("there are 10,000 hostile texts", () => {
  expect(texts).toHaveLength(10_000);
});

test("two parsers read the same in every YAML file", () => {
  const written = files.filter(({ path }) => path.endsWith(".yml"));
  expect(written.length).toBeGreaterThan(SERVICES);
  for (const { path, content } of written) {
    expect(load(content), path).toEqual(parse(content));
  }
});

test("promtool accepts every rule, and every JSON and YAML file can be read", () => {
  expect(promtool(["check", "config", "prometheus/prometheus.yml"], files)).toEqual({
    status: 0,
    output: expect.stringContaining(`${SERVICES} rule files found`),
  });
  for (const { path, content } of files.filter(({ path }) => !path.endsWith(".md"))) {
    expect(() => (path.endsWith(".json") ? JSON.parse(content) : parse(content)), path).not.toThrow();
  }
});

test("the texts arrive as they are: in labels, and in the matchers of queries, which match just these values", () => {
  for (const { service, groups } of model.ruleFiles) {
    const file = files.find(({ path }) => path === `prometheus/rules/${service}.yml`);
    const definition = services.find(({ name }) => name === service);
    const rules = (parse(file?.content ?? "") as { groups: { rules: { alert?: string; labels: { team: string } }[] }[] }).groups.flatMap(
      (group) => group.rules,
    );
    const teams = new Set(rules.flatMap(({ alert, labels }) => (alert === undefined ? [] : labels.team)));
    expect([...teams].map((team) => team.replaceAll('{{ "{{" }}', "{{"))).toEqual([definition?.owner]);
    const matchers = groups
      .flatMap((group) => group.rules.flatMap(({ expression }) => selectorsOf(expression)))
      .flatMap((selector) => selector.matchers.filter(({ label }) => label === "kind"));
    for (const { operator, value } of matchers) {
      const kinds: readonly string[] = definition?.metrics.events.labels.kind ?? [];
      const pattern = new RegExp(`^(?:${value})$`, "su");
      const matched = kinds.filter((kind) => pattern.test(kind) === (operator === "=~"));
      expect([kinds.slice(0, VALUES / 2), kinds.slice(VALUES / 2)]).toContainEqual(matched);
    }
  }
});

test("the checks understand them", () => {
  expect(checkModel(model).filter(({ severity }) => severity === "error")).toEqual([]);
});

test("a second run gives the same bytes", () => {
  expect(renderFiles(buildModel(platform))).toEqual(files);
});

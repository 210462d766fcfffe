import { definePlatform } from "@platform/grafana-dashboards/define";
import { labelsOf } from "@platform/promql";
import { defineService } from "@platform/slo/define";
import { parser } from "@prometheus-io/lezer-promql";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { LINTER_RULES, readDashboard } from "../../test/linter-rules.ts";
import { promtool } from "../../test/promtool.ts";
import { checkout, mail, shop } from "../../test/shop-platform.ts";
import { buildModel } from "../model/build-model.ts";
import type { Dashboard, Panel } from "../model/model.ts";
import { renderGrafana } from "./grafana.ts";
import type { DashboardJson } from "./grafana-json.ts";

const model = buildModel(shop);
const files = renderGrafana(model);
const dashboards = files.filter(({ path }) => path.endsWith(".json")).map(({ content }) => JSON.parse(content) as DashboardJson);
const read = dashboards.map(readDashboard);

test.each(files.map(({ path, content }) => [path, content]))("%s is as reviewed", async (path, content) => {
  await expect(content).toMatchFileSnapshot(`../../test/golden/grafana/${path}`);
});

test("there is an overview, business, performance, one for an objective, and a dashboard for each service", () => {
  expect(dashboards.map(({ uid, title }) => `${uid}: ${title}`)).toEqual([
    "shop-business: Business Metrics",
    "shop-objective: Objective",
    "shop-overview: Production Overview",
    "shop-performance: Performance Optimization",
    'shop-service-checkout: Checkout {{ "beta" }}',
    "shop-service-mail: Mail",
  ]);
});

/** Rules of which the generated `.lint` lists exclusions. */
const EXCLUDED = ["target-job-rule", "target-instance-rule"];

test.each(Object.entries(LINTER_RULES).filter(([name]) => !EXCLUDED.includes(name)))("dashboard-linter's %s holds without exclusions", (_, rule) => {
  expect(read.flatMap(rule)).toEqual([]);
});

test.each(EXCLUDED)("the exclusions from dashboard-linter's %s are just what breaks it, each with a reason", (name) => {
  const lint = files.find(({ path }) => path === "dashboards/.lint");
  const entries = parse(lint?.content ?? "").exclusions[name].entries as { dashboard: string; panel: string; targetIdx: string; reason: string }[];
  const broken = read.flatMap((one) => (LINTER_RULES[name]?.(one) ?? []).map((where) => `${one.dashboard.title} ${where}`));
  expect(new Set(entries.map(({ dashboard, panel, targetIdx }) => `${dashboard} ${panel} ${targetIdx}`))).toEqual(new Set(broken));
  expect(entries.every(({ reason }) => reason.length > 20)).toBe(true);
});

/** Every query, and that of every annotation, with the ranges that Grafana fills in. */
const queries = read.flatMap(({ dashboard, targets }) =>
  [...targets.map(({ target }) => target.expr), ...dashboard.annotations.list.flatMap(({ expr }) => expr ?? [])].map((expr) =>
    expr.replaceAll(/\[\$__\w+\]/g, "[5m]"),
  ),
);

test("the parser of Prometheus' editor, which Grafana's editor is built on, finds no mistake in any query", () => {
  for (const query of queries) {
    parser.parse(query).iterate({
      enter: (node) => {
        expect(node.type.isError, `${query} at ${node.from}`).toBe(false);
      },
    });
  }
});

test("Prometheus accepts every query", () => {
  const rules = [...new Set(queries)].map((expr, index) => ({ record: `q:${index}`, expr }));
  const { status, output } = promtool(
    ["check", "rules", "--lint=none", "rules.yml"],
    [{ path: "rules.yml", content: JSON.stringify({ groups: [{ name: "queries", rules }] }) }],
  );
  expect({ status, output }).toEqual({ status: 0, output: expect.stringContaining(`${rules.length} rules found`) });
});

test("panels keep to the 24 columns and lie side by side, not one over the other", () => {
  for (const { panels } of read) {
    const cells = new Set<string>();
    for (const { gridPos } of panels) {
      const { x, y, w, h } = gridPos ?? { x: 0, y: 0, w: 0, h: 0 };
      expect(x + w).toBeLessThanOrEqual(24);
      for (let column = x; column < x + w; column++) {
        for (let line = y; line < y + h; line++) {
          expect(cells.has(`${column} ${line}`)).toBe(false);
          cells.add(`${column} ${line}`);
        }
      }
    }
  }
});

test("a panel keeps its number when another is added before it", () => {
  const numbers = (of: Dashboard) => {
    const [file] = renderGrafana({ ...model, dashboards: [of] });
    return new Map(readDashboard(JSON.parse(file?.content ?? "")).panels.map(({ id, title }) => [title, id]));
  };
  const [dashboard] = model.dashboards;
  const [first, ...rest] = dashboard?.rows ?? [];
  const before = numbers(dashboard as Dashboard);
  const after = numbers({ ...dashboard, rows: [{ title: "New", collapsed: false, panels: [] }, first, ...rest] } as Dashboard);
  expect(new Map([...after].filter(([title]) => before.has(title)))).toEqual(before);
});

function panelsOf({ dashboards }: { readonly dashboards: readonly Dashboard[] }): readonly Panel[] {
  return dashboards.flatMap(({ rows }) => rows.flatMap(({ panels }) => panels));
}

test("every legend, column and link reads only labels that its expression keeps", () => {
  for (const { title, queries, options, links } of panelsOf(model)) {
    const kept = queries.map(({ expression }) => labelsOf(expression));
    for (const [index, { legend }] of queries.entries()) {
      for (const [, label] of legend.matchAll(/\{\{(\w+)\}\}/g)) {
        expect(kept[index]?.has(label as string), `${title}: ${legend}`).toBe(true);
      }
    }
    const columns = (options.columns ?? []).flatMap(({ from, link }) => [
      ...("label" in from ? [from.label] : []),
      ...(link !== undefined && "set" in link ? Object.values(link.set).map(({ label }) => label) : []),
    ]);
    const linked = links.flatMap((link) => ("dashboard" in link && typeof link.dashboard === "object" ? [link.dashboard.serviceIn] : []));
    for (const label of [...columns, ...linked]) {
      expect(
        kept.some((labels) => labels.has(label)),
        `${title}: ${label}`,
      ).toBe(true);
    }
  }
});

test("a panel that may be empty says why, and hardly any may", () => {
  const empty = panelsOf(model).filter(({ mayBeEmpty }) => mayBeEmpty !== undefined);
  expect(empty.map(({ title }) => title)).toEqual(["When its alerts fired", "Firing alerts"]);
});

const hostile = fc.oneof(
  fc.constantFrom("$job", "${datasource}", "[[instance]]", '"', "\\", "{{job}}", "</script>", "\u2028", "\ud800", "a\nb", "💥"),
  fc.string({ unit: "binary", maxLength: 20 }),
);

/** What Grafana replaces in a text: https://grafana.com/docs/grafana/latest/dashboards/variables/variable-syntax/ */
const REPLACED =
  /\$(datasource|job|instance|route|__\w+)|\$\{(datasource|job|instance|route|__\w+)[^}]*\}|\[\[(datasource|job|instance|route)[^\]]*\]\]/;

test("hostile words reach the reader as they are", () => {
  fc.assert(
    fc.property(hostile, hostile, (title, help) => {
      fc.pre(title.trim() !== "" && help.trim() !== "");
      const service = defineService({ ...checkout, title, help });
      const platform = definePlatform({ ...shop, title, services: [service, mail] });
      const rendered = renderGrafana(buildModel(platform)).find(({ path }) => path.endsWith("service-checkout.json"));
      const dashboard = JSON.parse(rendered?.content ?? "") as DashboardJson;
      expect(dashboard.title?.replaceAll("\u2060", "")).toBe(title.replaceAll("\u2060", ""));
      expect(dashboard.description?.replaceAll("\u2060", "")).toContain(help.replaceAll("\u2060", ""));
      expect(dashboard.title).not.toMatch(REPLACED);
      expect(dashboard.description).not.toMatch(REPLACED);
    }),
    { numRuns: 60 },
  );
});

test("two dashboards with one title are told apart by the service's name", () => {
  const services = [defineService({ ...checkout, title: "Mail" }), mail];
  const titles = buildModel(definePlatform({ ...shop, services })).dashboards.map(({ title }) => title);
  expect(titles).toEqual(["Business Metrics", "Objective", "Production Overview", "Performance Optimization", "Mail (checkout)", "Mail (mail)"]);
});

test("a title that is told apart from another meets no third", () => {
  const titled = (name: string, port: number, title: string) => defineService({ ...mail, name, port, title });
  const services = [titled("one", 1, "Mail"), titled("two", 2, "Mail"), titled("three", 3, "Mail (two)"), titled("four", 4, "Production Overview")];
  const titles = buildModel(definePlatform({ ...shop, prometheus: {}, services })).dashboards.map(({ title }) => title);
  expect(new Set(titles).size).toBe(titles.length);
});

test("where a service's name is too long for a uid, a click searches for its dashboard", () => {
  const name = "the-service-with-a-name-of-more-than-forty-letters";
  const services = [defineService({ ...checkout, name }), mail];
  const rendered = renderGrafana(buildModel(definePlatform({ ...shop, prometheus: {}, services })));
  const overview = rendered.find(({ path }) => path.endsWith("overview.json"))?.content;
  expect(overview).toContain("/dashboards?tag=shop&tag=service&query=${__field.labels.job:percentencode}");
  expect(overview).not.toContain("/d/shop-service-");
  expect(rendered.map(({ path }) => path.length - "dashboards/.json".length).every((length) => length <= 40)).toBe(true);
});

test("the order of metrics, objectives and services changes no byte", () => {
  const reversed = (metrics: object) => Object.fromEntries(Object.entries(metrics).toReversed());
  const services = [mail, { ...checkout, metrics: reversed(checkout.metrics), slos: checkout.slos.toReversed() }];
  expect(renderGrafana(buildModel({ ...shop, services }))).toEqual(files);
});

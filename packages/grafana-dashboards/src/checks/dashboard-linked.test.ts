import { select } from "@platform/promql";
import { expect, test } from "vitest";
import { syntheticPlatform } from "../../bench/synthetic-platform.ts";
import { findings, shopModel, withPanel } from "../../test/shop-model.ts";
import { stock } from "../../test/shop-platform.ts";
import { catalogOf } from "../catalog/catalog.ts";
import { createResolver } from "../catalog/resolver.ts";
import { buildModel } from "../model/build-model.ts";
import type { Dashboard, Link } from "../model/model.ts";
import { panel, show } from "../panels/panel.ts";
import { dashboardLinked } from "./dashboard-linked.ts";

function found(link: Link): readonly string[] {
  const model = withPanel(panel("timeseries", { title: "Panel", description: "", queries: [show(select(stock), "")], links: [link] }));
  return findings("dashboard-linked", model).map((text) => text.replace("error dashboard added › Panel: ", ""));
}

const set = { instance: { label: "instance" } };

test.each<readonly [string, Link, readonly string[]]>([
  ["a dashboard with the drop-down", { title: "Mail", dashboard: "shop-service-mail", set }, []],
  ["the dashboard of each service", { title: "Service", dashboard: { serviceIn: "job" }, set }, []],
  ["a page elsewhere", { title: "Docs", url: "https://example.com" }, []],
  ["no such dashboard", { title: "Gone", dashboard: "shop-gone", set: {} }, ['Its link "Gone" leads to dashboard shop-gone, which does not exist.']],
  [
    "no such drop-down",
    { title: "Mail", dashboard: "shop-service-mail", set: { colour: { label: "job" } } },
    ['Its link "Mail" sets the drop-down "colour", which the other dashboard does not have.'],
  ],
])("a link to %s", (_name, link, messages) => {
  expect(found(link)).toEqual(messages);
});

test("a drop-down that the dashboard of one service lacks, and a service without a dashboard", () => {
  const model = withPanel(
    panel("timeseries", {
      title: "Panel",
      description: "",
      queries: [show(select(stock), "")],
      links: [{ title: "Service", dashboard: { serviceIn: "job" }, set }],
    }),
  );
  const without = (change: (dashboard: Dashboard) => readonly Dashboard[]) => ({
    ...model,
    dashboards: model.dashboards.flatMap((dashboard) => (dashboard.service === "mail" ? change(dashboard) : [dashboard])),
  });
  expect(
    findings(
      "dashboard-linked",
      without((dashboard) => [{ ...dashboard, variables: [] }]),
    ),
  ).toContain('error dashboard added › Panel: Its link "Service" sets the drop-down "instance", which the other dashboard does not have.');
  expect(
    findings(
      "dashboard-linked",
      without(() => []),
    ),
  ).toContain('error dashboard added › Panel: Its link "Service" leads to a dashboard of each service, which does not exist.');
});

test("a dashboard is looked at as often, however many services there are", () => {
  const looks = (services: number) => {
    let count = 0;
    const model = buildModel(syntheticPlatform(services));
    const get = <K extends keyof Dashboard>(dashboard: Dashboard, key: K) => {
      count += 1;
      return dashboard[key];
    };
    const dashboards = model.dashboards.map((dashboard) => new Proxy(dashboard, { get: (of, key) => get(of, key as keyof Dashboard) }));
    expect(dashboardLinked({ ...model, dashboards }, { resolver: createResolver(catalogOf(model)), scopes: new Map(), uses: [] })).toEqual([]);
    return count / dashboards.length;
  };
  expect(looks(40)).toBeLessThan(1.5 * looks(5));
});

test("dashboards of one uid", () => {
  const [first] = shopModel.dashboards;
  const model = { ...shopModel, dashboards: first === undefined ? [] : [first, { ...first, title: "Copy" }, { ...first, title: "Third" }] };
  const found = findings("dashboard-linked", model).filter((text) => text.includes("has the uid"));
  expect(found).toEqual(["Copy", "Third"].map((title) => `error dashboard ${first?.uid}: Another dashboard has the uid of "${title}".`));
});

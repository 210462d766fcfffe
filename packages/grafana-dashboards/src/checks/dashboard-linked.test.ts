import { select } from "@platform/promql";
import { expect, test } from "vitest";
import { findings, shopModel, withPanel } from "../../test/shop-model.ts";
import { stock } from "../../test/shop-platform.ts";
import type { Link } from "../model/model.ts";
import { panel, show } from "../panels/panel.ts";

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

test("two dashboards of one uid", () => {
  const [first] = shopModel.dashboards;
  const model = { ...shopModel, dashboards: first === undefined ? [] : [first, { ...first, title: "Copy" }] };
  expect(findings("dashboard-linked", model)).toContain(`error dashboard ${first?.uid}: Another dashboard has the uid of "Copy".`);
});

import { aggregate, select } from "@platform/promql";
import { expect, test } from "vitest";
import { findings, withPanel } from "../../test/shop-model.ts";
import { stock } from "../../test/shop-platform.ts";
import type { Column } from "../model/model.ts";
import { panel, showNow } from "../panels/panel.ts";

const queries = [showNow(aggregate("sum", select(stock), { by: ["warehouse"] }), ""), showNow(aggregate("max", select(stock), { by: ["job"] }), "")];

function found(column: Column): readonly string[] {
  const model = withPanel(panel("table", { title: "Table", description: "", queries, options: { columns: [column] } }));
  return findings("column-filled", model).map((text) => text.replace("error dashboard added › Table: ", ""));
}

test.each<readonly [string, Column, readonly string[]]>([
  ["a label that a query keeps", { title: "Warehouse", from: { label: "warehouse" } }, []],
  ["a query that the panel has", { title: "Most", from: { query: 1 } }, []],
  [
    "a label that no query keeps",
    { title: "Colour", from: { label: "colour" } },
    ['Column "Colour" reads "colour", which no query of the panel keeps.'],
  ],
  ["a query that the panel does not have", { title: "Third", from: { query: 2 } }, ['Column "Third" shows a query that the panel does not have.']],
  [
    "a link that sets a drop-down from a label that no query keeps",
    { title: "Job", from: { label: "job" }, link: { title: "Open", dashboard: "added", set: { instance: { label: "instance" } } } },
    ['Column "Job" reads "instance", which no query of the panel keeps.'],
  ],
])("%s", (_name, column, messages) => {
  expect(found(column)).toEqual(messages);
});

test("a map of which no query keeps the country", () => {
  const columns: readonly Column[] = [
    { title: "Country", from: { label: "geo_country_iso_code" } },
    { title: "Stock", from: { query: 0 } },
  ];
  const model = withPanel(panel("map", { title: "Map", description: "", queries, options: { columns } }));
  expect(findings("column-filled", model)).toEqual([
    'error dashboard added › Map: Column "Country" reads "geo_country_iso_code", which no query of the panel keeps.',
  ]);
});

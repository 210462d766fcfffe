import { expect, test } from "vitest";
import { shopModel } from "../../test/shop-model.ts";
import { renderGrafana } from "./grafana.ts";
import type { DashboardJson, PanelJson } from "./grafana-json.ts";
import { renderGrafanaV2 } from "./grafana-v2.ts";

const files = renderGrafanaV2(shopModel);
const classic = renderGrafana(shopModel).filter(({ path }) => path.endsWith(".json"));

interface Resource {
  readonly apiVersion: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly title: string;
    readonly elements: Readonly<Record<string, { readonly spec: PanelV2 }>>;
    readonly layout: { readonly spec: { readonly rows: readonly { readonly spec: RowV2 }[] } };
    readonly variables: readonly { readonly kind: string; readonly spec: { readonly name: string } }[];
    readonly annotations: readonly { readonly spec: { readonly name: string } }[];
  };
}

interface PanelV2 {
  readonly id: number;
  readonly title: string;
  readonly data: {
    readonly spec: { readonly queries: readonly { readonly spec: { readonly query: { readonly spec: { readonly expr: string } } } }[] };
  };
  readonly vizConfig: { readonly group: string; readonly spec: { readonly options: object; readonly fieldConfig: object } };
}

interface RowV2 {
  readonly title: string;
  readonly collapse: boolean;
  readonly layout: { readonly spec: { readonly items: readonly { readonly spec: ItemV2 }[] } };
}

interface ItemV2 {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly element: { readonly name: string };
}

const pairs = files.map(({ content }, index) => {
  const resource = JSON.parse(content) as Resource;
  return [resource.metadata.name, resource, JSON.parse(classic[index]?.content ?? "") as DashboardJson] as const;
});

test("there is one resource for each dashboard", () => {
  expect(files.map(({ path }) => path)).toEqual(classic.map(({ path }) => path.replace("dashboards/", "dashboards-v2/")));
});

test("a resource is as reviewed", async () => {
  await expect(files[0]?.content).toMatchFileSnapshot(`../../test/golden/grafana/${files[0]?.path}`);
});

test.each(pairs)("%s asks and shows in schema v2 what it does in the classic one", (uid, { apiVersion, spec }, dashboard) => {
  const panels = dashboard.panels.flatMap((panel): readonly PanelJson[] => ("panels" in panel ? panel.panels : [panel]));
  expect(apiVersion).toBe("dashboard.grafana.app/v2");
  expect([uid, spec.title]).toEqual([dashboard.uid, dashboard.title]);
  expect(
    Object.values(spec.elements).map(({ spec: panel }) => ({
      id: panel.id,
      title: panel.title,
      type: panel.vizConfig.group,
      options: panel.vizConfig.spec.options,
      fieldConfig: panel.vizConfig.spec.fieldConfig,
      queries: panel.data.spec.queries.map((query) => query.spec.query.spec.expr),
    })),
  ).toEqual(
    panels.map(({ id, title, type, options, fieldConfig, targets = [] }) => ({
      ...{ id, title, type, options, fieldConfig },
      queries: targets.map((target) => target.expr),
    })),
  );
  expect(spec.variables.map((variable) => variable.spec.name)).toEqual(dashboard.templating?.list?.map(({ name }) => name));
  expect(spec.variables.map(({ kind }) => kind)[0]).toBe("DatasourceVariable");
  expect(spec.annotations.map((annotation) => annotation.spec.name)).toEqual(dashboard.annotations.list.map(({ name }) => name));
});

test.each(pairs)("%s has every panel once, in rows on a grid of 24 columns in which none covers another", (_, { spec }) => {
  const rows = spec.layout.spec.rows.map((row) => row.spec);
  const items = rows.map(({ layout }) => layout.spec.items.map((item) => item.spec));
  expect(
    items
      .flat()
      .map(({ element }) => element.name)
      .sort(),
  ).toEqual(Object.keys(spec.elements).sort());
  for (const inRow of items) {
    const cells = inRow.flatMap(({ x, y, width, height }) => {
      expect(x >= 0 && y >= 0 && x + width <= 24).toBe(true);
      return Array.from({ length: width * height }, (__, cell) => `${x + (cell % width)} ${y + Math.floor(cell / width)}`);
    });
    expect(new Set(cells).size).toBe(cells.length);
    expect(Math.min(...inRow.map(({ y }) => y))).toBe(0);
  }
});

import { definePlatform } from "@platform/grafana-dashboards/define";
import { type CounterDefinition, defineCounter, defineHistogram } from "@platform/metrics/define";
import { defineService } from "@platform/slo/define";
import { expect, test } from "vitest";
import { shop } from "../../test/shop-platform.ts";
import { buildModel } from "../model/build-model.ts";
import type { Dashboard } from "../model/model.ts";

function business(services: Parameters<typeof definePlatform>[0]["services"]): Dashboard | undefined {
  return buildModel(definePlatform({ ...shop, prometheus: {}, services })).dashboards.find(({ uid }) => uid === "shop-business");
}

function serviceWith(index: number, metrics: Parameters<typeof defineService>[0]["metrics"] = {}) {
  return defineService({ name: `service-${index}`, title: `Service ${index}`, help: "Works.", owner: "team", port: 4000 + index, metrics });
}

test("money stands first, then totals, then each service with what it counts, measures and holds", () => {
  const rows = business(shop.services)?.rows.map(({ title, panels }) => [title, panels.map((panel) => `${panel.kind} ${panel.title}`)]);
  expect(rows).toEqual([
    ["Money", ["stat Revenue in all", "timeseries Revenue"]],
    ["In the time shown", ["stat Orders", "stat Parcels"]],
    ["By country", ["map Parcels by country"]],
    ['Checkout {{ "beta" }}', ["timeseries Orders", "pie Orders by outcome", "timeseries Revenue", "timeseries Stock items"]],
    [
      "Mail",
      [
        "timeseries Parcels",
        "pie Parcels by outcome",
        "timeseries Mail send duration",
        "timeseries Mail send duration, p95 by kind",
        "timeseries Mail send, number by kind",
      ],
    ],
  ]);
});

test("one map is as wide as the dashboard, several lie side by side, and a platform without a label of countries has none", () => {
  const sold = (name: string) => defineCounter({ name, help: "Sold.", labels: { geo_country_iso_code: ["NL", "PT"] } });
  const plain = defineCounter({ name: "sold_total", help: "Sold." });
  const widths = (...metrics: readonly CounterDefinition[]) =>
    business([serviceWith(1, Object.fromEntries(metrics.map((metric) => [metric.name, metric])))])
      ?.rows.find(({ title }) => title === "By country")
      ?.panels.map(({ width }) => width);
  expect([widths(sold("rooms_total")), widths(sold("rooms_total"), sold("seats_total")), widths(plain)]).toEqual([[24], [12, 12], undefined]);
});

test("a platform that counts nothing of its own has no such dashboard", () => {
  expect(business([serviceWith(1)])).toBeUndefined();
  const queries = defineHistogram({ name: "db_client_operation_duration_seconds", help: "Queries.", buckets: [1] });
  expect(business([serviceWith(1, { queries })])).toBeUndefined();
});

test("with hundreds of metrics the services' own dashboards show them, and this one their totals", () => {
  const services = Array.from({ length: 40 }, (_, index) =>
    serviceWith(
      index,
      Object.fromEntries(
        Array.from({ length: 10 }, (_, number) => [`m${number}`, defineCounter({ name: `things_${number}_total`, help: "Things." })]),
      ),
    ),
  );
  expect(business(services)?.rows.map(({ title, panels }) => [title, panels.length])).toEqual([["In the time shown", 10]]);
});

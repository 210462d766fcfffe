import { defineCounter } from "@platform/metrics/define";
import { aggregate, binary, call, over, select } from "@platform/promql";
import { expect, test } from "vitest";
import { alertOn, findings, shopModel, withMetric, withPanel, withRule } from "../../test/shop-model.ts";
import { orders, stock } from "../../test/shop-platform.ts";
import type { Query } from "../model/model.ts";
import { panel, show } from "../panels/panel.ts";

const rate = over("rate", select(orders, { job: "checkout" }), 300);

function found(query: Query): readonly string[] {
  const model = withPanel(panel("timeseries", { title: "Panel", description: "", queries: [query] }));
  return findings("label-kept", model).map((text) => text.replace("error dashboard added › Panel: ", ""));
}

test.each([
  [
    "a legend reads what the sum dropped",
    show(aggregate("sum", rate, { by: ["outcome"] }), "{{channel}}"),
    'its legend reads "channel", which the query does not keep; it keeps outcome.',
  ],
  [
    "a sum groups by what is not there",
    show(aggregate("sum", rate, { by: ["colour"] }), ""),
    "sum by (colour) groups by a label that is not there; there is channel, outcome, job, instance.",
  ],
  [
    "a join on what one side dropped",
    show(binary(rate, "/", aggregate("sum", rate), { matching: { kind: "on", labels: ["channel"] } }), ""),
    "/ on (channel) joins on a label that the right side does not have.",
  ],
  [
    "a label copied from a side that does not have it",
    show(
      binary(rate, "*", aggregate("sum", select(stock), { by: ["job"] }), {
        matching: { kind: "on", labels: ["job"], group: { side: "left", labels: ["warehouse"] } },
      }),
      "",
    ),
    "group_left (warehouse) copies a label that the other side does not have.",
  ],
])("%s", (_name, query, message) => {
  expect(found(query)).toEqual([message]);
});

test("a legend may read what the expression keeps", () => {
  expect(found(show(aggregate("sum", rate, { by: ["channel", "outcome"] }), "{{channel}} {{ outcome }}"))).toEqual([]);
});

test("an annotation of an alert reads only labels of the expression, whatever labels the rule adds", () => {
  const expression = binary(aggregate("sum", rate, { by: ["job"] }), ">", 1);
  const alert = alertOn(expression, {
    labels: { slo: "x" },
    summary: "{{ $labels.job }} on {{ $labels.instance }}",
    description: '{{ printf "%s" $labels.slo }}',
  });
  expect(findings("label-kept", withRule(alert))).toEqual([
    'error alert Added: its description reads "slo", which the query does not keep; it keeps job.',
    'error alert Added: its summary reads "instance", which the query does not keep; it keeps job.',
  ]);
});

test("only one side of an or may lack a label when nobody reads it", () => {
  const either = binary(binary(select(stock), "==", 0), "or", call("absent", select(stock, { job: "checkout" })));
  expect(findings("label-kept", withRule(alertOn(either, { summary: "{{ $labels.warehouse }}" })))).toEqual([
    'error alert Added: its summary reads "warehouse", which the query does not keep; it keeps job.',
  ]);
  expect(findings("label-kept", withRule(alertOn(either, { summary: "stock" })))).toEqual([]);
});

test("a label that is taken from a definition is named with exactly the panels that show it", () => {
  const without = defineCounter({ name: "orders_total", help: "Orders placed.", labels: { outcome: ["paid", "refused"] } });
  expect(findings("label-kept", withMetric("checkout", orders, without))).toMatchInlineSnapshot(`
    [
      "error dashboard shop-business › Orders: its legend reads "channel", which the query does not keep; it keeps outcome.",
      "error dashboard shop-business › Orders: sum by (channel) groups by a label that is not there; there is outcome, job, instance.",
      "error dashboard shop-service-checkout › Orders: its legend reads "channel", which the query does not keep; it keeps outcome.",
      "error dashboard shop-service-checkout › Orders: sum by (channel) groups by a label that is not there; there is outcome, job, instance.",
    ]
  `);
  expect(findings("label-kept", shopModel)).toEqual([]);
});

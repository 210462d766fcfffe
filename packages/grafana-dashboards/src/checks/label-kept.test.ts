import { defineCounter } from "@platform/metrics/define";
import { aggregate, binary, call, histogramQuantile, over, select, selectBuckets, time } from "@platform/promql";
import { expect, test } from "vitest";
import { alertOn, findings, shopModel, withMetric, withPanel, withRule } from "../../test/shop-model.ts";
import { orders, sending, stock } from "../../test/shop-platform.ts";
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
  [
    "a division by a sum that dropped a label",
    show(binary(aggregate("sum", rate, { by: ["job", "channel"] }), "/", aggregate("sum", rate, { by: ["job"] })), ""),
    "/ joins on all labels, and the right side does not have channel: no series of the two meet. Join on (…) what both have.",
  ],
  [
    "a condition on what has no labels",
    show(binary(rate, "unless", aggregate("sum", select(stock))), ""),
    "unless joins on all labels, and the right side does not have channel, outcome, job, instance: no series of the two meet. Join on (…) what both have.",
  ],
  [
    "a division that ignores too little",
    show(
      binary(aggregate("sum", rate), "/", aggregate("sum", rate, { by: ["outcome", "channel"] }), {
        matching: { kind: "ignoring", labels: ["outcome"] },
      }),
      "",
    ),
    "/ joins on all labels but those ignored, and the left side does not have channel: no series of the two meet. Join on (…) what both have.",
  ],
])("%s", (_name, query, message) => {
  expect(found(query)).toEqual([message]);
});

test("a quantile of buckets whose bounds were summed away", () => {
  const buckets = over("rate", selectBuckets(sending, { job: "mail" }), 300);
  const quantile = (by: readonly string[]) => show(histogramQuantile(0.9, aggregate("sum", buckets, { by })), "");
  expect(found(quantile(["job"]))).toEqual(['histogram_quantile reads "le", which the buckets have lost: group by (le, …) before it.']);
  expect(found(quantile(["job", "le"]))).toEqual([]);
});

test.each([
  ["sides of equal labels", binary(aggregate("sum", rate, { by: ["job"] }), "/", aggregate("sum", rate, { by: ["job"] }))],
  ["a number", binary(rate, "*", 100)],
  ["a number that is reckoned", binary(call("timestamp", select(stock)), ">", binary(time(), "-", 300))],
  ["a number that is known", binary(rate, "*", { node: "scalar-call", function: "pi", args: [] })],
  ["a few of the series", binary({ node: "aggregation", operator: "limitk", parameter: 2, of: rate }, "/", rate)],
  ["one or the other", binary(rate, "or", aggregate("sum", rate))],
  ["what may be empty", binary(aggregate("sum", select(stock, { job: { not: "a" } }), { by: ["job"] }), "/", aggregate("sum", rate))],
])("a join of %s loses nothing", (_name, expression) => {
  expect(found(show(expression, ""))).toEqual([]);
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

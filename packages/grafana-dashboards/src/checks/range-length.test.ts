import { aggregate, binary, offset, over, select, selectCount, subquery } from "@platform/promql";
import { sloRecords } from "@platform/slo";
import { expect, test } from "vitest";
import { alertOn, findings, withRule } from "../../test/shop-model.ts";
import { orders, sending, stock } from "../../test/shop-platform.ts";

const DAY = 86_400;

function found(expression: Parameters<typeof alertOn>[0]): readonly string[] {
  return findings("range-length", withRule(alertOn(binary(aggregate("sum", expression), ">", 1)))).map((text) =>
    text.replace("error alert Added: ", ""),
  );
}

test.each([
  ["four scrapes", over("rate", select(orders), 60), []],
  ["fewer", over("rate", select(orders), 45), ["The range of 45s of orders_total is under 1m, in which 4 samples come."]],
  ["four scrapes of a service that is scraped more often", over("rate", selectCount(sending), 20), []],
  [
    "fewer of those",
    over("rate", selectCount(sending), 15),
    ["The range of 15s of mail_send_duration_seconds_count is under 20s, in which 4 samples come."],
  ],
  [
    "less than two evaluations of a record",
    over("sum_over_time", select(sloRecords.tileTotal), 300),
    ["The range of 5m of slo:events:tile is under 10m, in which 2 samples come."],
  ],
  ["all that is kept", over("avg_over_time", select(stock), 30 * DAY), []],
  ["more", over("avg_over_time", select(stock), 31 * DAY), ["It reads 31d back; Prometheus keeps 30d."]],
  ["more with an offset", over("rate", offset(select(orders), 30 * DAY), 300), ["It reads 30d5m back; Prometheus keeps 30d."]],
  ["more in a subquery", over("max_over_time", subquery(select(stock), 40 * DAY, 3600)), ["It reads 40d back; Prometheus keeps 30d."]],
])("%s", (_name, expression, messages) => {
  expect(found(expression)).toEqual(messages);
});

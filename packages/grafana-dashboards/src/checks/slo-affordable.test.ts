import { defineCounter, open } from "@platform/metrics/define";
import { defineService, defineSlo, eventRatio, httpAvailability } from "@platform/slo/define";
import { expect, test } from "vitest";
import { findings } from "../../test/shop-model.ts";
import { shop } from "../../test/shop-platform.ts";
import { definePlatform } from "../definition/platform-definition.ts";
import { buildModel } from "../model/build-model.ts";

const calls = defineCounter({ name: "calls_total", help: "Calls.", labels: { outcome: ["ok", "failed"], peer: open({ max: 200 }) } });
const sli = eventRatio({ good: { metric: calls, labels: { outcome: ["ok"] } }, total: { metric: calls, labels: {} } });

test.each([
  [
    "of a counter with many series",
    sli,
    3,
    ["error slo calls of service one: Its rules read up to … samples when each is evaluated once, with 3 instances; at most 100000 are taken."],
  ],
  ["counted at the source", httpAvailability(), 30, []],
  ["counted from the request histogram", httpAvailability({ counted: "from-metric" }), 1, [expect.stringContaining("with 1 instance;")]],
])("an SLO %s", (_, of, instances, messages) => {
  const slos = [defineSlo({ name: "calls", help: "Calls succeed.", objective: 0.99, sli: of })];
  const service = defineService({ name: "one", title: "One", help: "Calls.", owner: "team", port: 1, metrics: { calls }, slos });
  const found = findings("slo-affordable", buildModel(definePlatform({ ...shop, prometheus: { instances }, services: [service] })));
  expect(found.map((text) => text.replace(/up to \d+/, "up to …"))).toEqual(messages);
});

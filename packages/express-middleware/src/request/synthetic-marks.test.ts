import { createServer } from "node:http";
import { createMetrics } from "@platform/metrics";
import { databaseMetrics, defineCounter, defineGauge, defineHistogram, httpServerRequestDuration } from "@platform/metrics/define";
import { readMetrics } from "@platform/metrics/testing";
import { defineService, defineSlo, httpAvailability, sloEvents } from "@platform/slo/define";
import { MARK_OUTCOMES, syntheticMarks } from "@platform/synthetics/define";
import { signMark } from "@platform/synthetics/mark";
import { Registry } from "prom-client";
import { expect, onTestFinished, test } from "vitest";
import { collectTelemetry } from "../../test/collect-telemetry.ts";
import { serveOn } from "../../test/serve.ts";
import { observe } from "../node.ts";
import { createSyntheticMarks } from "./synthetic-marks.ts";
import { isSynthetic, withoutSynthetic } from "./without-synthetic.ts";

const secret = "the secret of the runners";
const orders = defineCounter({ name: "orders_total", help: "Orders placed.", labels: { channel: ["web", "app"] } });
const orderValue = defineHistogram({ name: "order_value", help: "Worth of an order.", buckets: [10, 100] });
const stock = defineGauge({ name: "stock", help: "Goods." });
const shop = defineService({
  name: "shop",
  title: "Shop",
  help: "Sells.",
  owner: "team",
  port: 4001,
  metrics: { orders, orderValue, stock, ...databaseMetrics },
  slos: [defineSlo({ name: "availability", help: "Answers.", objective: 0.99, sli: httpAvailability() })],
});

async function startShop({ perSecond }: { readonly perSecond?: number } = {}) {
  const registry = new Registry();
  // Strangers are not believed, and nothing is sampled for its own sake.
  const telemetry = collectTelemetry({ trustCallers: false, sampling: { ratio: 0, keep: { errors: false } } });
  const observer = observe({
    service: shop,
    registry,
    logger: telemetry.logger,
    synthetic: { secret: ["the next secret, not in use yet", secret], ...(perSecond !== undefined && { perSecond }) },
  });
  const metrics = withoutSynthetic(createMetrics(shop.metrics, { registry }));
  const bound = metrics.orders.labels({ channel: "app" });
  const server = createServer(
    observer(async (request, response) => {
      // The body comes first, as a parser would have it.
      for await (const _ of request) {
      }
      metrics.orders.inc({ channel: "web" });
      bound.inc();
      metrics.orderValue.observe(12);
      metrics.stock.set(7);
      metrics.dbClientConnectionTimeouts.inc({ db_client_connection_pool_name: "main" });
      response.end(String(isSynthetic()));
    }),
  );
  const served = await serveOn(server);
  onTestFinished(async () => {
    observer.stop();
    await served.stop();
    await telemetry.stop();
  });
  const events = sloEvents(shop.slos);
  return {
    ...readMetrics(registry),
    telemetry,
    ask: async (mark?: string) => (await served.fetch("POST /orders", mark === undefined ? {} : { baggage: `a=b,synthetic=${mark}` }, "{}")).body,
    sloEvents: () => (events === undefined ? 0 : readMetrics(registry).total(events)),
  };
}

const nowSeconds = () => Date.now() / 1000;

test("a marked request is traced, and no event of an objective or of the business; machinery measures it like every other", async () => {
  const { ask, value, total, distribution, sloEvents, telemetry } = await startShop();
  expect(await ask(signMark("booking", { secret, nowSeconds: nowSeconds() }))).toBe("true");
  await expect.poll(() => total(httpServerRequestDuration)).toBe(1);
  expect(telemetry.spans).toHaveLength(1);
  expect(total(orders)).toBe(0);
  expect(distribution(orderValue)?.count).toBe(0);
  expect(sloEvents()).toBe(0);
  expect(value(stock)).toBe(7);
  expect(total(databaseMetrics.dbClientConnectionTimeouts)).toBe(1);
  expect(value(syntheticMarks, { outcome: "accepted" })).toBe(1);
});

test.each([
  ["without a mark", undefined, undefined],
  ["with the mark of somebody who guessed", signMark("booking", { secret: "a secret of a stranger", nowSeconds: nowSeconds() }), "forged"],
  ["with an old mark", signMark("booking", { secret, nowSeconds: nowSeconds() - 400 }), "expired"],
  ["with a mark that is none", "booking", "malformed"],
] as const)("a request %s is anybody's, and served", async (_, mark, outcome) => {
  const { ask, value, total, sloEvents, telemetry } = await startShop();
  expect(await ask(mark)).toBe("false");
  await expect.poll(() => total(httpServerRequestDuration)).toBe(1);
  expect(telemetry.spans).toEqual([]);
  expect(total(orders)).toBe(2);
  expect(sloEvents()).toBe(1);
  for (const each of MARK_OUTCOMES) {
    expect(value(syntheticMarks, { outcome: each })).toBe(each === outcome ? 1 : 0);
  }
});

test("an entry that only another reader of the header takes for a mark is none", () => {
  const many = [...Array.from({ length: 64 }, (_, index) => `k${index}=v`), "synthetic=late"].join(",");
  const judge = createSyntheticMarks({ secret, registry: new Registry(), now: () => 0 });
  expect([undefined, "%73ynthetic=x", many, ["a=b"]].map(judge)).toEqual([false, false, false, false]);
});

test.each([undefined, [], [undefined], 7])("the secret %j is refused with its code", (wrong) => {
  expect(() => createSyntheticMarks({ secret: wrong as never, registry: new Registry(), now: () => 0 })).toThrow(/mark_secret_weak/);
});

test("marked requests above the rate are anybody's, so that a stolen secret hides little", async () => {
  const { ask, value, total, sloEvents } = await startShop({ perSecond: 0.001 });
  const mark = signMark("booking", { secret, nowSeconds: nowSeconds() });
  expect([await ask(mark), await ask(mark), await ask(mark)]).toEqual(["true", "false", "false"]);
  await expect.poll(() => total(httpServerRequestDuration)).toBe(3);
  expect(value(syntheticMarks, { outcome: "over_rate" })).toBe(2);
  expect(sloEvents()).toBe(2);
});

test.each([
  ["mark_secret_weak", { secret: "short" }],
  ["mark_secret_weak", { secret: [] }],
  ["rate_invalid", { secret, perSecond: 0 }],
])("refuses with %s", (code, synthetic) => {
  expect(() => observe({ service: "shop", registry: new Registry(), logger: false, tracing: false, synthetic })).toThrow(
    expect.objectContaining({ code }),
  );
});

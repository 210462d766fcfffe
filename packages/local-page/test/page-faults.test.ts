import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { startLocalPage } from "@platform/local-page";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findFreePort } from "../../stack/src/operate/native/port.ts";
import { startBrowser, visit } from "./browser.ts";
import { startScrapedShop } from "./start-prometheus.ts";

let browser: Browser;

beforeAll(async () => {
  browser = await startBrowser();
}, 120_000);

afterAll(() => browser?.close());

const TABULAR = ["table", "geomap"];
const CIRCLES = { type: "markers", location: { mode: "lookup", lookup: "job" }, config: { style: { size: { field: "Value" } } } };

/** One panel for each kind, all of the same series. */
function dashboardOf(kinds: readonly string[]): string {
  return JSON.stringify({
    uid: "shop",
    title: "Shop",
    refresh: "1s",
    time: { from: "now-5m", to: "now" },
    templating: {
      list: [{ name: "job", label: "Service", type: "query", query: "label_values(up, job)", multi: true, includeAll: true, allValue: ".+" }],
    },
    panels: kinds.map((type, index) => ({
      id: index + 1,
      type,
      title: type,
      gridPos: { x: (index % 3) * 8, y: Math.floor(index / 3) * 8, w: 8, h: 8 },
      ...(type === "geomap" && { options: { layers: [CIRCLES] } }),
      targets: [
        { refId: "A", expr: "up", legendFormat: "{{job}}", format: TABULAR.includes(type) ? "table" : "time_series", instant: type !== "timeseries" },
      ],
    })),
  });
}

/** Hands connections on to a port, until it is cut. */
async function startWire(to: number, port: number) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    const upstream = connect(to, "127.0.0.1");
    for (const one of [socket, upstream]) {
      sockets.add(one.on("error", () => {}));
    }
    socket.pipe(upstream).pipe(socket);
  }).listen(port, "127.0.0.1");
  await once(server, "listening");
  const cut = () => {
    server.close();
    for (const socket of sockets) {
      socket.destroy();
    }
  };
  return { port, cut };
}

test("Prometheus gone and back: a panel says so, and has its data again by itself", { timeout: 240_000 }, async () => {
  const shop = await startScrapedShop(() => "", "groups: []\n");
  const prometheusPort = Number(new URL(shop.prometheusUrl).port);
  const wire = await startWire(prometheusPort, await findFreePort());
  const local = await startLocalPage({
    title: "Shop",
    dashboards: async () => [dashboardOf(["timeseries"])],
    prometheusUrl: `http://127.0.0.1:${wire.port}`,
    scrapeSeconds: 1,
  });
  const { page, context, go } = await visit(browser, local);
  await go("/d/shop");
  const panel = page.locator("[data-panel]");
  const state = () => panel.getAttribute("data-state");
  await expect.poll(state, { timeout: 60_000 }).toBe("data");
  wire.cut();
  await expect.poll(state, { timeout: 60_000 }).toBe("error");
  expect(await panel.locator(".panel-fault").textContent()).toContain("Prometheus does not answer");
  const again = await startWire(prometheusPort, wire.port);
  await expect.poll(state, { timeout: 60_000 }).toBe("data");
  expect(await panel.locator(".panel-fault").isVisible()).toBe(false);
  await context.close();
  await local.stop();
  again.cut();
  await shop.stop();
});

test("a million services: panels and drop-downs name some, count the rest, and answer at once", { timeout: 240_000 }, async () => {
  const names = Array.from({ length: 1_000_000 }, (_, index) => `service-${index}`);
  const values = JSON.stringify({ status: "success", data: names });
  const now = Date.now() / 1000;
  const result = names.slice(0, 20_000).map((job) => ({ metric: { job }, value: [now, "1"], values: [[now - 60, "1"]] }));
  const vector = JSON.stringify({ status: "success", data: { resultType: "vector", result } });
  const matrix = JSON.stringify({ status: "success", data: { resultType: "matrix", result } });
  const huge = createHttpServer((request, response) => {
    request.resume();
    response.setHeader("content-type", "application/json");
    response.end(request.url?.includes("/values") ? values : request.url?.endsWith("query_range") ? matrix : vector);
  }).listen(0, "127.0.0.1");
  await once(huge, "listening");
  const kinds = ["timeseries", "stat", "gauge", "bargauge", "piechart", "table", "geomap", "state-timeline"];
  const many = await startLocalPage({
    title: "Many",
    dashboards: async () => [dashboardOf(kinds).replace('"1s"', '""')],
    prometheusUrl: `http://127.0.0.1:${(huge.address() as AddressInfo).port}`,
    scrapeSeconds: 15,
  });
  const { page, context, complaints, go } = await visit(browser, many, { height: 2200 });
  await go("/d/shop");
  await expect.poll(() => page.locator('[data-panel][data-state="data"]').count(), { timeout: 120_000 }).toBe(kinds.length);
  expect(await page.locator(".panel-more:not([hidden])").allTextContents()).toEqual(
    Array.from({ length: 6 }, () => "19000 more series are not drawn"),
  );
  await expect.poll(() => page.locator(".panel-geomap tbody tr").count()).toBe(1000);
  expect(await page.evaluate<number>("document.querySelectorAll('*').length")).toBeLessThan(60_000);
  await page.getByRole("button", { name: /^Service:/ }).click();
  await expect.poll(() => page.locator(".options label").count()).toBe(200);
  await page.getByRole("searchbox", { name: "Find in Service" }).fill("service-999999");
  await expect.poll(() => page.locator(".options label").allTextContents()).toEqual(["service-999999"]);
  expect(complaints).toEqual([]);
  await context.close();
  await many.stop();
  huge.close();
});

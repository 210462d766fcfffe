import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { startLocalPage } from "../src/index.ts";
import { startBrowser } from "../test/browser.ts";

const PANELS = 30;
const SERIES = 10;
const ROUTES = Array.from({ length: SERIES }, (_, index) => `/orders/${index}`);

const dashboard = {
  uid: "wide",
  title: "Wide",
  time: { from: "now-1h", to: "now" },
  panels: Array.from({ length: PANELS }, (_, index) => ({
    id: index + 1,
    type: "timeseries",
    title: `Requests ${index}`,
    gridPos: { x: (index % 3) * 8, y: Math.floor(index / 3) * 8, w: 8, h: 8 },
    fieldConfig: { defaults: { unit: "reqps" } },
    targets: [{ refId: "A", expr: `sum by (http_route) (rate(requests_total{n="${index}"}[$__rate_interval]))`, legendFormat: "{{http_route}}" }],
  })),
};

/** Answers every range with ten series, so that the time is the page's and not a query's. */
function answer(body: string): string {
  const asked = new URLSearchParams(body);
  const [start, end, step] = ["start", "end", "step"].map((name) => Number(asked.get(name)));
  const result = ROUTES.map((route, index) => {
    const values: [number, string][] = [];
    for (let time = start ?? 0; time <= (end ?? 0); time += step || 15) {
      values.push([time, String(index + 1 + Math.sin(time / 300))]);
    }
    return { metric: { http_route: route }, values };
  });
  return JSON.stringify({ status: "success", data: { resultType: "matrix", result } });
}

/** Seconds from the last answer with data until the last of thirty charts of ten series is drawn, in Chromium. */
export async function drawnSeconds(): Promise<number> {
  const prometheus = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) {
      body += String(chunk);
    }
    response.setHeader("content-type", "application/json").end(answer(body));
  }).listen(0, "127.0.0.1");
  await once(prometheus, "listening");
  const page = await startLocalPage({
    title: "Bench",
    dashboards: async () => [JSON.stringify(dashboard)],
    prometheusUrl: `http://127.0.0.1:${(prometheus.address() as AddressInfo).port}`,
    scrapeSeconds: 15,
  });
  const browser = await startBrowser();
  try {
    const tab = await browser.newPage({ viewport: { width: 1280, height: 4000 } });
    let answered = 0;
    tab.on("requestfinished", (request) => {
      answered = request.url().includes("query_range") ? performance.now() : answered;
    });
    await tab.goto(page.url());
    await tab
      .locator('[data-panel][data-state="data"]')
      .nth(PANELS - 1)
      .waitFor();
    return (performance.now() - answered) / 1000;
  } finally {
    await browser.close();
    await page.stop();
    prometheus.close();
  }
}

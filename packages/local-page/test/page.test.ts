import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import {
  askPrometheus,
  createTelemetryStore,
  type LocalPage,
  loadPreviewFiles,
  previewPage,
  recordDashboards,
  startLocalPage,
  type TelemetryStore,
} from "@platform/local-page";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { accessibilityFaults, startBrowser, visit } from "./browser.ts";
import { hostileDashboard, SCRIPT } from "./hostile-dashboard.ts";
import { type ScrapedShop, startScrapedShop } from "./start-prometheus.ts";

const { source: AXE } = createRequire(import.meta.url)("axe-core") as { readonly source: string };
const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const CIRCLE = "5bf92f3577b34da6a3ce929d0e0e4736";
const SCREENS = fileURLToPath(new URL("../../../.data/screens/", import.meta.url));
const RULES = `groups:
  - name: shop
    rules:
      - alert: ShopSlow
        expr: up == 1
        labels: { severity: critical, service: shop, markup: '${SCRIPT}' }
        annotations: { summary: 'Shop is slow ${SCRIPT}', runbook_url: 'https://example.org/runbooks/services/slow.md', dashboard_url: 'http://localhost:3000/d/shop-overview' }
`;
const RUNBOOK = `# Slow ${SCRIPT}\n\n1. How slow is it?\n\n   \`\`\`promql\n   up{job="example"}\n   \`\`\`\n\n<script>alert(6)</script> [other](other.md) [bad](javascript:alert(7))\n`;
const VIEWS = [
  "/d/shop-overview",
  "/dashboards",
  "/alerts",
  "/slos",
  "/traces",
  `/trace/${TRACE}`,
  "/logs",
  "/services",
  "/runbooks/services/slow.md",
];

let shop: ScrapedShop;
let local: LocalPage;
let browser: Browser;
let telemetry: TelemetryStore;
let count = 0;

/** Requests of two routes, one with a name that is markup; each bucket with a trace. */
function metrics(): string {
  count += 5;
  const name = "http_server_request_duration_seconds";
  const exemplar = `# {trace_id="${TRACE}"} 0.07 ${Date.now() / 1000}`;
  const lines = ["/orders", SCRIPT].flatMap((route) => {
    const labels = `http_route=${JSON.stringify(route)}`;
    return [
      `${name}_bucket{${labels},le="0.1"} ${count} ${exemplar}`,
      `${name}_bucket{${labels},le="1.0"} ${count + 1}`,
      `${name}_bucket{${labels},le="+Inf"} ${count + 1}`,
      `${name}_count{${labels}} ${count + 1}`,
      `${name}_sum{${labels}} ${count * 0.07}`,
    ];
  });
  return [`# TYPE ${name} histogram`, ...lines, ""].join("\n");
}

beforeAll(async () => {
  mkdirSync(SCREENS, { recursive: true });
  telemetry = createTelemetryStore();
  const startMs = Date.now() - 1000;
  const rest = JSON.stringify({ attributes: { markup: SCRIPT }, resource: {}, events: [], message: SCRIPT });
  const span = { traceId: TRACE, kind: "server", startMs, durationMs: 70, failed: true, rest } as const;
  telemetry.spans.add([
    { ...span, spanId: "00000000000000a1", parentId: "", service: "shop", name: `POST ${SCRIPT}` },
    { ...span, spanId: "00000000000000a2", parentId: "00000000000000a1", service: `bank ${SCRIPT}`, name: "charge" },
  ]);
  telemetry.spans.add([
    { ...span, traceId: CIRCLE, spanId: "00000000000000c1", parentId: "00000000000000c2", service: "shop", name: "first" },
    { ...span, traceId: CIRCLE, spanId: "00000000000000c2", parentId: "00000000000000c1", service: "shop", name: "second" },
  ]);
  telemetry.logs.add([
    { time: `${startMs}000000`, labels: { service_name: "shop", level: "error" }, line: `refused ${SCRIPT}`, metadata: { trace_id: TRACE } },
  ]);
  shop = await startScrapedShop(metrics, RULES);
  local = await startLocalPage({
    title: `Shop ${SCRIPT}`,
    dashboards: async () => [JSON.stringify(hostileDashboard)],
    prometheusUrl: shop.prometheusUrl,
    scrapeSeconds: 1,
    runbooks: async () => [
      { path: "services/slow.md", text: RUNBOOK },
      { path: "services/other.md", text: "# Other" },
    ],
    actions: [{ name: "break", title: `Break ${SCRIPT}`, run: async () => {} }],
    telemetry,
  });
  browser = await startBrowser();
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await local?.stop();
  await shop?.stop();
});

test("every kind of panel is drawn, a failing query says why in its panel, and no markup in any name becomes markup", {
  timeout: 180_000,
}, async () => {
  const { page, complaints, context, go } = await visit(browser, local, { height: 2200 });
  await go("/d/shop-overview");
  await expect.poll(() => page.locator('[data-panel][data-state="data"]').count(), { timeout: 60_000 }).toBe(13);
  await expect
    .poll(() => page.locator('[data-panel][data-state="error"] .panel-fault').textContent(), { timeout: 30_000 })
    .toMatch(/^A: bad_data: .*parse error/);
  expect(await page.locator('[data-panel][data-state="empty"] .nothing').textContent()).toContain("nothing-known");
  expect(await page.locator("main img, main script, main iframe, [onerror]").count()).toBe(0);
  expect(await page.locator('a[href^="javascript" i]').count()).toBe(0);
  await page.screenshot({ path: `${SCREENS}every-panel.png` });
  for (const view of VIEWS) {
    await go(view);
    await page.waitForLoadState("networkidle");
    expect([view, await page.locator("main img, main script, [onerror]").count()]).toEqual([view, 0]);
  }
  expect(complaints).toEqual([]);
  await context.close();
});

test("an exemplar opens its trace, the trace its log lines, and the way back is the same", { timeout: 120_000 }, async () => {
  const { page, context, go } = await visit(browser, local);
  await go("/d/shop-overview");
  // Of points that lie over each other, the one of the largest value is on top.
  await page.locator(".exemplar:not([hidden])").first().click();
  await page.waitForURL(`**/trace/${TRACE}`);
  await expect.poll(() => page.locator(".span").count()).toBe(2);
  await page.locator(".span").first().press("Enter");
  await expect.poll(() => page.locator(".span-details").first().textContent()).toContain(SCRIPT);
  await expect.poll(() => page.locator(".line-text").first().textContent()).toBe(`refused ${SCRIPT}`);
  await page.getByRole("link", { name: "Its log lines" }).click();
  await expect.poll(() => page.locator(".line-trace").count()).toBe(1);
  await page.locator(".line-trace").click();
  await page.waitForURL(`**/trace/${TRACE}`);
  await page.goBack();
  await page.goBack();
  await page.goBack();
  await page.waitForURL("**/d/shop-overview*");
  await context.close();
});

test("a map has a circle for each country, which says its value to pointer, keyboard and reader, and a table of all", {
  timeout: 120_000,
}, async () => {
  const { page, context, go } = await visit(browser, local, { height: 2200 });
  await go("/d/shop-overview");
  const map = page.locator(".panel-geomap");
  const circle = map.locator(".place");
  await circle.waitFor();
  expect(await circle.count()).toBe(1);
  expect(await circle.getAttribute("aria-label")).toMatch(/^Netherlands: [\d.]+/);
  const tooltip = map.locator(".tooltip");
  expect(await tooltip.isVisible()).toBe(false);
  await circle.hover();
  expect(await tooltip.textContent()).toContain("Netherlands");
  await page.mouse.move(0, 0);
  await expect.poll(() => tooltip.isVisible()).toBe(false);
  await circle.focus();
  await expect.poll(() => tooltip.isVisible()).toBe(true);
  const rows = await map.locator("tbody th").allTextContents();
  expect(rows.toSorted()).toEqual([`${SCRIPT} (not on the map)`, "Netherlands"].toSorted());
  await context.close();
});

test("an alert shows its runbook beside it, whose query is about this alert and is asked where it stands", { timeout: 120_000 }, async () => {
  const { page, context, go } = await visit(browser, local);
  await go("/alerts");
  await page.locator(".alert-name", { hasText: "ShopSlow" }).waitFor();
  expect(await page.locator(".badge.urgent").textContent()).toBe("1");
  expect(await page.evaluate("getComputedStyle(document.querySelector('.badge.urgent')).color")).toBe("rgb(255, 255, 255)");
  expect(await page.locator(".code").first().textContent()).toContain('up{job="shop"}');
  await page.getByRole("button", { name: "Ask Prometheus" }).click();
  await expect.poll(() => page.locator(".query td").first().textContent()).toContain('job="shop"');
  await page.getByRole("link", { name: "Dashboard", exact: true }).click();
  await page.waitForURL("**/d/shop-overview*");
  await context.close();
});

test("an address that is none names what it says, and spans that call each other in a circle are all shown", { timeout: 120_000 }, async () => {
  const { page, complaints, context, go } = await visit(browser, local);
  await go("/trace/%zz");
  await expect.poll(() => page.locator("h1").textContent()).toBe("No such trace");
  await go(`/trace/${CIRCLE}`);
  await expect.poll(() => page.locator(".span-name").allTextContents()).toEqual(["✕ shop first", "✕ shop second"]);
  expect(complaints).toEqual([]);
  await context.close();
});

test("the logs of a level are one choice away", { timeout: 120_000 }, async () => {
  const { page, context, go } = await visit(browser, local);
  await go("/logs");
  await page.getByRole("combobox", { name: "Level" }).selectOption("Errors");
  await expect.poll(() => page.getByRole("textbox", { name: "LogQL query" }).inputValue()).toBe('{service_name=~".+"} | level=~"error|fatal"');
  await expect.poll(() => page.locator(".line-text").first().textContent()).toBe(`refused ${SCRIPT}`);
  await context.close();
});

test("the live tail shows a line as it comes", { timeout: 120_000 }, async () => {
  const { page, context, go } = await visit(browser, local);
  await go("/logs");
  const following = page.waitForResponse((response) => response.url().includes("/api/tail"));
  await page.getByRole("button", { name: "Follow" }).click();
  await following;
  telemetry.logs.add([{ time: `${Date.now()}000000`, labels: { service_name: "shop" }, line: "came later", metadata: {} }]);
  await page.locator(".line-text", { hasText: "came later" }).waitFor();
  await context.close();
});

test("a preview page draws the dashboard from its own file, without a server", { timeout: 120_000 }, async () => {
  const ask = askPrometheus(shop.prometheusUrl);
  const recording = await recordDashboards([hostileDashboard], { ask, nowSeconds: Math.floor(Date.now() / 1000), scrapeSeconds: 1 });
  const html = previewPage({
    dashboard: hostileDashboard,
    recording,
    neighbours: [hostileDashboard],
    title: "Shop",
    files: await loadPreviewFiles(),
  });
  const folder = mkdtempSync(join(tmpdir(), "preview-page-"));
  writeFileSync(join(folder, "page.html"), html);
  const context = await browser.newContext({ viewport: { width: 1280, height: 2200 } });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", ({ message }) => complaints.push(message));
  await page.goto(pathToFileURL(join(folder, "page.html")).href);
  await expect.poll(() => page.locator('[data-panel][data-state="data"]').count(), { timeout: 60_000 }).toBe(11);
  expect(await page.locator("main img, main script, [onerror]").count()).toBe(0);
  expect(complaints).toEqual([]);
  await page.screenshot({ path: `${SCREENS}preview.png` });
  await context.close();
  rmSync(folder, { recursive: true });
});

test("the keyboard reaches everything: skip link, drop-downs, time, legend, rows", { timeout: 120_000 }, async () => {
  const { page, context, go } = await visit(browser, local);
  await go("/d/shop-overview");
  await page.locator('[data-panel][data-state="data"]').first().waitFor();
  await page.keyboard.press("Tab");
  expect(await page.evaluate("document.activeElement.textContent")).toBe("Skip to content");
  const variable = page.getByRole("button", { name: /^Route:/ });
  await variable.press("Enter");
  const option = page.getByRole("checkbox", { name: "/orders" });
  await option.waitFor();
  await page.keyboard.press("Escape");
  expect(await option.isVisible()).toBe(false);
  await variable.press("Enter");
  await option.press("Space");
  await page.getByRole("button", { name: "Apply" }).press("Enter");
  await page.waitForURL("**var-route=%2Forders*");
  await page.locator("main[aria-busy=false]").waitFor();
  await page.getByRole("button", { name: /^Last 5 minutes/ }).press("Enter");
  await page.getByRole("link", { name: "Last 15 minutes" }).press("Enter");
  await page.waitForURL("**from=now-15m*");
  const legend = page.locator("[data-series='/orders']").first();
  await legend.waitFor();
  expect(await legend.getAttribute("aria-pressed")).toBe("true");
  await context.close();
});

test.each([
  ["dark", 1280],
  ["light", 1280],
  ["dark", 400],
  ["light", 400],
] as const)("axe finds nothing in the %s theme at %i pixels, and nothing is wider than the screen", { timeout: 240_000 }, async (theme, width) => {
  const { page, context, go } = await visit(browser, local, { theme, width });
  const faults: string[] = [];
  for (const view of VIEWS) {
    await go(view);
    await page.waitForLoadState("networkidle");
    faults.push(...(await accessibilityFaults(page, AXE)).map((fault) => `${view} ${fault}`));
    const wide = await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");
    faults.push(...(wide > 0 ? [`${view} is ${wide} pixels too wide`] : []));
    await page.screenshot({ path: `${SCREENS}${view.replaceAll(/[^\w]+/g, "-").slice(1)}-${theme}-${width}.png` });
  }
  expect(faults).toEqual([]);
  await context.close();
});

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, test, vi } from "vitest";

const MAIN = fileURLToPath(new URL("../run/main.ts", import.meta.url));
const SCREENS = fileURLToPath(new URL("../../../.data/screens/", import.meta.url));

/** What one machine alone has nothing of. */
const MAY_BE_EMPTY: ReadonlySet<string> = new Set(["travel-exporter-prometheus: Remote write behind: empty"]);

let folder: string;
let output = "";
let ended: Promise<unknown>;
let stopRun = () => {};
let browser: Browser;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  mkdirSync(SCREENS, { recursive: true });
  folder = await mkdtemp(join(tmpdir(), "travel-page-"));
  const child = spawn(process.execPath, ["--conditions=@platform/source", MAIN, "--free-ports", "--data", folder], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env.PATH ?? "" },
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  ended = once(child, "close");
  stopRun = () => child.kill("SIGINT");
  await vi.waitFor(() => expect(output).toMatch(/The first full table came/), { timeout: 150_000, interval: 500 });
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
  });
  page = await (await browser.newContext({ viewport: { width: 1280, height: 5000 } })).newPage();
  page.on("pageerror", ({ message }) => complaints.push(message));
  await page.goto(/http:\S+token=\S+/.exec(output)?.[0] ?? "");
}, 240_000);

afterAll(async () => {
  await browser?.close();
  stopRun();
  await ended;
  await rm(folder, { recursive: true, force: true });
}, 60_000);

test("a button breaks payment; its alert shows with the runbook beside it; another button repairs", { timeout: 180_000 }, async () => {
  const origin = new URL(page.url()).origin;
  await page.goto(`${origin}/alerts`);
  await page.getByRole("button", { name: "Break payment" }).click();
  await page.locator(".alert-name", { hasText: "PaymentAvailabilityFastBurn" }).waitFor({ timeout: 120_000 });
  await page.locator(".alert", { hasText: "PaymentAvailabilityFastBurn" }).click();
  await page.locator(".runbook h1", { hasText: "Error budget burning" }).waitFor({ timeout: 30_000 });
  await page.screenshot({ path: `${SCREENS}alert-with-runbook.png` });
  await page.getByRole("button", { name: "Repair" }).click();
  await page.getByText("Done: Repair").waitFor({ timeout: 30_000 });
  expect(complaints).toEqual([]);
});

test("every dashboard opens, no panel is in error, and none lacks data that it should have", { timeout: 400_000 }, async () => {
  const origin = new URL(page.url()).origin;
  const { dashboards } = (await page.evaluate("fetch('/api/overview').then((response) => response.json())")) as {
    readonly dashboards: readonly { readonly uid: string }[];
  };
  expect(dashboards.length).toBeGreaterThan(10);
  // What happens seldom, an abandoned cart for one, is waited for while the others are looked at.
  let waiting = dashboards.map(({ uid }) => uid);
  const faults = async () => {
    const found: (readonly [string, readonly string[]])[] = [];
    for (const uid of waiting) {
      await page.goto(`${origin}/d/${uid}?from=now-5m&to=now&refresh=`);
      found.push([uid, await faultsOfPanels(uid)]);
      await page.screenshot({ path: `${SCREENS}${uid}.png` });
    }
    waiting = found.flatMap(([uid, of]) => (of.length > 0 ? [uid] : []));
    return found.flatMap(([, of]) => of);
  };
  await expect.poll(faults, { timeout: 300_000, interval: 2000 }).toEqual([]);
  expect(complaints).toEqual([]);
});

test("on a phone no dashboard is wider than the screen, dark or light, and the map shows where the nights were booked", {
  timeout: 400_000,
}, async () => {
  page.setDefaultTimeout(120_000);
  const origin = new URL(page.url()).origin;
  for (const [uid, colorScheme] of [
    ["travel-overview", "dark"],
    ["travel-service-hotel", "light"],
    ["travel-objective", "dark"],
    ["travel-business", "light"],
  ] as const) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width: 400, height: 3000 });
    await page.goto(`${origin}/d/${uid}?from=now-5m&to=now&refresh=`);
    await page.locator("[data-panel][data-state='data']").first().waitFor();
    expect([uid, await page.evaluate<number>("Math.max(0, document.documentElement.scrollWidth - innerWidth)")]).toEqual([uid, 0]);
    await page.screenshot({ path: `${SCREENS}${uid}-${colorScheme}-400.png` });
  }
  const map = page.locator(".panel-geomap");
  await map.scrollIntoViewIfNeeded();
  await map.locator(".place").first().waitFor();
  expect(await map.locator("tbody th").allTextContents()).toEqual(expect.arrayContaining(["Netherlands", "United States"]));
  await map.screenshot({ path: `${SCREENS}map-light-400.png` });
});

/** Panels without data that should have it, as `<dashboard>: <title>: <state>`. */
async function faultsOfPanels(uid: string): Promise<readonly string[]> {
  await page.locator("[data-panel]").first().waitFor();
  for (const closed of await page.locator("button.row-title[aria-expanded=false]").all()) {
    await closed.click();
  }
  // The page draws what is in sight: a screen as long as the dashboard has all of it in sight.
  await page.setViewportSize({ width: 1280, height: await page.evaluate<number>("Math.min(12000, document.documentElement.scrollHeight)") });
  await expect.poll(() => page.locator("[data-panel][data-state='loading']").count(), { timeout: 60_000, interval: 250 }).toBe(0);
  const panels = await page.locator("[data-panel]:not([data-state='data'])").all();
  const words = await Promise.all(
    panels.map(async (panel) => `${uid}: ${await panel.getByRole("heading").textContent()}: ${await panel.getAttribute("data-state")}`),
  );
  return words.filter((one) => !MAY_BE_EMPTY.has(one));
}

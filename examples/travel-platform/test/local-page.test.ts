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

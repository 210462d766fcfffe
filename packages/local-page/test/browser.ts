import type { LocalPage } from "@platform/local-page";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";

/** Debian's, or the one that is named. */
const EXECUTABLE = process.env.CHROMIUM ?? "/usr/bin/chromium";

export function startBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: EXECUTABLE,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

export interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the browser complained of: errors of scripts, refusals of the policy, requests to elsewhere. */
  readonly complaints: string[];
  /** Shows an address of the page. */
  go(path: string): Promise<void>;
}

/** A browser that a link of the page has let in. */
export async function visit(
  browser: Browser,
  local: LocalPage,
  { width = 1280, height = 900, theme = "dark" as "dark" | "light" } = {},
): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().includes("status of")) {
      complaints.push(message.text());
    }
  });
  page.on("dialog", async (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    await dialog.dismiss();
  });
  page.on("request", (request) => {
    if (new URL(request.url()).host !== `127.0.0.1:${local.port}` && !request.url().startsWith("data:")) {
      complaints.push(`asks ${request.url()}`);
    }
  });
  await page.goto(local.url());
  return {
    page,
    context,
    complaints,
    go: async (path) => {
      await page.goto(`http://127.0.0.1:${local.port}${path}`);
    },
  };
}

/** What axe finds wrong, one line each: its rule and the first places. */
export async function accessibilityFaults(page: Page, source: string): Promise<readonly string[]> {
  await page.evaluate(source);
  return page.evaluate(
    "axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.slice(0, 3).map(({ html }) => html.slice(0, 160)).join(' | ')))",
  );
}

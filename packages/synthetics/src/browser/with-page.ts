import { type Browser, chromium, type Page } from "playwright-core";
import type { StepContext } from "../flow/step-context.ts";
import { keepScreenshot } from "./keep-screenshot.ts";

export interface PageOptions {
  /** File of the browser; default the variable `CHROMIUM`, else the one that playwright has installed. */
  readonly executablePath?: string;
  /** Folder for pictures of pages on which a step failed; default the variable `SYNTHETICS_SCREENSHOTS`, else none is taken. */
  readonly screenshots?: string;
}

/** Chromium refuses to run as root in its sandbox, and asks for things that nobody has asked it for. */
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update"];

type Context = Pick<StepContext<unknown>, "headers" | "signal" | "variables">;

/**
 * Goes through a page in a browser of its own, with neither cookies nor cache. Its requests have the trace and the mark of the run. It is closed when the
 * function has ended or the time of the step is over. If it fails, the message names the picture that was taken.
 *
 * @param use - what the step does; Playwright's assertions on time are those of the step, too
 */
export async function withPage<T>({ headers, signal, variables }: Context, use: (page: Page) => Promise<T>, options: PageOptions = {}): Promise<T> {
  const { executablePath = variables.CHROMIUM, screenshots = variables.SYNTHETICS_SCREENSHOTS } = options;
  const browser = await chromium.launch({ args: FLAGS, ...(executablePath && { executablePath }) });
  const end = () => void close(browser);
  signal.addEventListener("abort", end, { once: true });
  try {
    signal.throwIfAborted();
    const page = await browser.newPage({ extraHTTPHeaders: headers });
    return await usePage(page, use, screenshots);
  } finally {
    signal.removeEventListener("abort", end);
    await close(browser);
  }
}

async function usePage<T>(page: Page, use: (page: Page) => Promise<T>, screenshots: string | undefined): Promise<T> {
  try {
    return await use(page);
  } catch (cause) {
    const file = screenshots ? await keepScreenshot(page, screenshots) : undefined;
    throw file === undefined ? cause : new Error(`The page is shown in ${file}`, { cause });
  }
}

/** One that is gone already is closed, too. */
function close(browser: Browser): Promise<void> {
  return browser.close().catch(() => {});
}

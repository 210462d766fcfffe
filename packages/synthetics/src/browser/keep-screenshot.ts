import { randomUUID } from "node:crypto";
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";

/** Pictures kept in a folder; the oldest go. */
const MOST_PICTURES = 50;

/** Takes a picture of a page as it is. Returns its file, or undefined where the page or the disk does not allow one: what failed matters more. */
export async function keepScreenshot(page: Page, folder: string): Promise<string | undefined> {
  // Names in the order of time, so that the oldest are found without looking at them.
  const file = join(folder, `${new Date().toISOString().replaceAll(/[:.]/g, "-")}-${randomUUID().slice(0, 8)}.png`);
  try {
    await mkdir(folder, { recursive: true });
    await page.screenshot({ path: file, timeout: 3000 });
    const pictures = (await readdir(folder)).filter((name) => name.endsWith(".png")).toSorted();
    await Promise.all(pictures.slice(0, -MOST_PICTURES).map((name) => rm(join(folder, name), { force: true })));
    return file;
  } catch {
    return undefined;
  }
}

import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { access, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { CommandError } from "../../command-error.ts";
import { exitCode } from "../../exit-code.ts";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const WIDTH = 1280;
/** Time that the page may believe to take; it passes as fast as the machine allows. */
const VIRTUAL_MILLISECONDS = 10_000;
const MOST_SECONDS = 120;

/**
 * A Chromium of this machine: the one that `CHROMIUM` names, or the first on the path.
 *
 * @throws CommandError `chromium_missing`
 */
export function findChromium(environment: NodeJS.ProcessEnv): string {
  const folders = (environment.PATH ?? "").split(delimiter);
  const candidates = environment.CHROMIUM ? [environment.CHROMIUM] : NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  const found = candidates.find((file) => existsSync(file));
  if (found === undefined) {
    throw new CommandError(
      "chromium_missing",
      `There is no Chromium to take images with${environment.CHROMIUM ? ` at ${JSON.stringify(environment.CHROMIUM)}` : ""}.`,
      {
        exit: exitCode.environment,
        hint: "Install chromium, name one with CHROMIUM, or write pages only with --no-png.",
      },
    );
  }
  return found;
}

/** Draws a page, as high as it is, into an image. */
export async function takeScreenshot(chromium: string, page: string, image: string, height: number): Promise<void> {
  const profile = await mkdtemp(join(tmpdir(), "preview-"));
  const root = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const quiet = [
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
  ];
  const args = [
    "--headless",
    ...root,
    ...quiet,
    `--user-data-dir=${profile}`,
    `--window-size=${WIDTH},${height}`,
    `--virtual-time-budget=${VIRTUAL_MILLISECONDS}`,
    `--screenshot=${resolve(image)}`,
    pathToFileURL(resolve(page)).href,
  ];
  try {
    await promisify(execFile)(chromium, args, { timeout: MOST_SECONDS * 1000 });
    await access(image);
  } catch (cause) {
    throw new CommandError("chromium_failed", `Chromium took no image of ${page}: ${(cause as Error).message.slice(0, 500)}`, {
      exit: exitCode.environment,
      cause,
    });
  } finally {
    await rm(profile, { recursive: true, force: true });
  }
}

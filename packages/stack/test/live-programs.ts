import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { OutputFile } from "@platform/grafana-dashboards";

/** Where Debian, Homebrew and hand-made installations put programs; tests do not depend on the caller's PATH. */
export const SEARCH_PATH = "/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin";

/** A folder of its own with these files. */
export async function folderWith(files: readonly OutputFile[]): Promise<{ readonly path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), "stack-"));
  for (const file of files) {
    await mkdir(dirname(join(path, file.path)), { recursive: true });
    await writeFile(join(path, file.path), file.content);
  }
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** Asks again until the answer is there; the last error, if any, tells what was missing. */
export async function eventually<T>(ask: () => Promise<T | undefined>, { seconds }: { readonly seconds: number }): Promise<T> {
  const deadline = performance.now() + seconds * 1000;
  while (performance.now() < deadline) {
    const answer = await ask();
    if (answer !== undefined) {
      return answer;
    }
    await sleep(100);
  }
  throw new Error(`No answer within ${seconds} s.`);
}

export async function getJson<T>(url: string): Promise<T> {
  const response = await fetch(url);
  if (!response.ok) {
    throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  }
  return (await response.json()) as T;
}

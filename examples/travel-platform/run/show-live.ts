import { setTimeout as sleep } from "node:timers/promises";
import type { LocalPage } from "@platform/local-page";
import { printTable } from "./print-table.ts";
import { elapsedSeconds } from "./progress.ts";
import type { RunSettings } from "./run-settings.ts";
import { isFull, readServiceTable, type ServiceTable } from "./service-table.ts";
import { summaryLines } from "./summary.ts";

export interface LiveOptions {
  readonly screen: Screen;
  readonly page: LocalPage;
  readonly signal: AbortSignal;
}

/** Where the table appears; each text replaces the one before. */
export interface Screen {
  /** Somebody watches. */
  readonly isTerminal: boolean;
  /** @param options.isNews - must be seen, even where only some texts are */
  show(lines: readonly string[], options: { readonly isNews: boolean }): void;
}

const EVERY_SECONDS = 2;

/** Shows the table again and again until the signal is aborted. */
export async function showLive(settings: RunSettings, { screen, page, signal }: LiveOptions): Promise<never> {
  let fullAfter: number | undefined;
  for (;;) {
    const { lines, isComplete } = await readLines(settings);
    const isNews = isComplete && fullAfter === undefined;
    if (isNews) {
      fullAfter = elapsedSeconds();
    }
    screen.show([...lines, "", ...summaryLines(settings, page.url()), "", statusLine(fullAfter)], { isNews });
    await sleep(EVERY_SECONDS * 1000, undefined, { signal });
  }
}

function statusLine(fullAfter: number | undefined): string {
  const full = fullAfter === undefined ? "" : ` The first full table came after ${fullAfter.toFixed(1)} s.`;
  return `${elapsedSeconds().toFixed(0)} s.${full} Ctrl-C ends everything.`;
}

async function readLines(settings: RunSettings): Promise<{ readonly lines: readonly string[]; readonly isComplete: boolean }> {
  try {
    const table: ServiceTable = await readServiceTable(settings);
    return { lines: printTable(table), isComplete: isFull(table) };
  } catch (error) {
    return { lines: [`No values at the moment: ${(error as Error).message}`], isComplete: false };
  }
}

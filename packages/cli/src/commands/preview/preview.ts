import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  askPrometheus,
  compareDashboards,
  loadPreviewFiles,
  previewHeight,
  previewIndex,
  previewPage,
  type Recording,
  recordDashboards,
  recordingOf,
} from "@platform/local-page";
import { CommandError } from "../../command-error.ts";
import { loadPlatform } from "../../config/load-platform.ts";
import { parseDashboards, readDashboards } from "../../config/read-pages.ts";
import { type ExitCode, exitCode } from "../../exit-code.ts";
import { loginOf, monitoringAddress } from "../../monitoring-address.ts";
import type { Terminal } from "../../terminal/terminal.ts";
import { findChromium, takeScreenshot } from "./chromium.ts";
import { readRecording } from "./recording-file.ts";

export interface PreviewOptions {
  readonly config: string;
  readonly dashboards: string;
  readonly before?: string;
  readonly out: string;
  readonly prometheus?: string;
  readonly recorded?: string;
  readonly png: boolean;
  readonly json?: true;
}

/** `platform preview`: pages that need neither a server nor a network, to look at in a review. */
export async function preview(options: PreviewOptions, terminal: Terminal): Promise<ExitCode> {
  const { title, links, prometheus } = await loadPlatform(options.config);
  const after = parseDashboards(await readDashboards(options.dashboards), options.dashboards);
  const before = options.before === undefined ? [] : parseDashboards(await readDashboards(options.before), options.before);
  const chromium = options.png ? findChromium(process.env) : undefined;
  const source = monitoringAddress(options.prometheus ?? links.prometheus, "a Prometheus");
  const recording =
    options.recorded === undefined
      ? await recordDashboards([...after, ...before], {
          ask: askPrometheus(source),
          nowSeconds: Math.floor(Date.now() / 1000),
          scrapeSeconds: prometheus.scrapeIntervalSeconds,
        })
      : await readRecording(options.recorded);
  requireAnswers(recording, loginOf(source).base);
  const files = await loadPreviewFiles();
  const changes = compareDashboards(options.before === undefined ? after : before, after);
  const changed = new Set(changes.filter(({ state }) => state !== "same").map(({ uid }) => uid));
  const sets = [
    { folder: options.out, dashboards: after },
    { folder: join(options.out, "before"), dashboards: before.filter(({ uid }) => changed.has(uid)) },
  ];
  const pages: string[] = [];
  const written = (page: string) => {
    pages.push(page);
    if (!options.json) {
      terminal.out.line(page);
    }
  };
  for (const { folder, dashboards } of sets.filter((set) => set.dashboards.length > 0)) {
    await mkdir(folder, { recursive: true });
    for (const dashboard of dashboards) {
      const page = join(folder, `${dashboard.uid}.html`);
      await writeFile(page, previewPage({ dashboard, recording: await recordingOf(dashboard, recording), neighbours: dashboards, title, files }));
      if (chromium !== undefined) {
        await takeScreenshot(chromium, page, join(folder, `${dashboard.uid}.png`), previewHeight(dashboard));
      }
      written(page);
    }
  }
  const index = join(options.out, "index.html");
  await writeFile(index, previewIndex({ title, changes, compared: options.before !== undefined, images: chromium !== undefined }));
  written(index);
  if (options.json) {
    terminal.out.line(JSON.stringify({ ok: true, pages, changes }, null, 2));
  }
  return exitCode.fine;
}

/** Pages without any data would say nothing: better the reason. */
function requireAnswers({ answers }: Recording, source: string): void {
  const all = Object.values(answers);
  const [first] = all;
  if (all.every((answer) => "error" in answer)) {
    const why = first !== undefined && "error" in first ? first.error : "no dashboard asks for anything";
    throw new CommandError("prometheus_unreachable", `${source} gives no answer: ${why}`, {
      exit: exitCode.environment,
      hint: "Name another with --prometheus, or a recording with --recorded.",
    });
  }
}

import { once } from "node:events";
import { startLocalPage } from "@platform/local-page";
import { CommandError } from "../../command-error.ts";
import { loadPlatform } from "../../config/load-platform.ts";
import { readDashboards, readRunbooks } from "../../config/read-pages.ts";
import { type ExitCode, exitCode } from "../../exit-code.ts";
import type { Terminal } from "../../terminal/terminal.ts";

export interface DevOptions {
  readonly config: string;
  /** Folder that holds what is generated. */
  readonly out: string;
  readonly runbooks: string;
  /** Base URLs; defaults those of the platform's links. */
  readonly prometheus?: string;
  readonly alertmanager?: string;
  readonly port: number;
}

/** `platform dev`: serves the page until the process is asked to end. */
export async function dev({ config, out, runbooks, port, ...urls }: DevOptions, terminal: Terminal): Promise<ExitCode> {
  const { title, links, prometheus } = await loadPlatform(config);
  const dashboards = `${out}/dashboards`;
  await readDashboards(dashboards);
  const page = await startLocalPage({
    title,
    port,
    dashboards: () => readDashboards(dashboards),
    runbooks: () => readRunbooks(runbooks),
    prometheusUrl: urls.prometheus ?? links.prometheus,
    alertmanagerUrl: urls.alertmanager ?? links.alertmanager,
    scrapeSeconds: prometheus.scrapeIntervalSeconds,
  }).catch((error: NodeJS.ErrnoException) => {
    throw error.code === "EADDRINUSE"
      ? new CommandError("port_taken", `Port ${port} is in use.`, {
          exit: exitCode.environment,
          hint: "Name another with --port; 0 takes a free one.",
          cause: error,
        })
      : error;
  });
  terminal.out.line(`${terminal.out.style("bold", page.newUrl())}`);
  terminal.err.line("The link lets in one browser. Ctrl-C ends the page.");
  await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
  await page.stop();
  return exitCode.fine;
}

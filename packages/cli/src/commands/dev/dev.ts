import { once } from "node:events";
import { setFlagsFromString } from "node:v8";
import { createTelemetryStore, startLocalPage, startReceiver } from "@platform/local-page";
import { CommandError } from "../../command-error.ts";
import { loadPlatform } from "../../config/load-platform.ts";
import { readDashboards, readRunbooks } from "../../config/read-pages.ts";
import { type ExitCode, exitCode } from "../../exit-code.ts";
import { monitoringAddress } from "../../monitoring-address.ts";
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
  readonly receivePort: number;
}

/** `platform dev`: serves the page, and receives traces and logs, until the process is asked to end. */
export async function dev(options: DevOptions, terminal: Terminal): Promise<ExitCode> {
  const { title, links, prometheus } = await loadPlatform(options.config);
  const dashboards = `${options.out}/dashboards`;
  await readDashboards(dashboards);
  // Collects garbage before the heap grows: what comes in is packed away at once, and a page beside a developer's work must stay small.
  setFlagsFromString("--optimize-for-size");
  const telemetry = createTelemetryStore();
  const receiver = await atPort(options.receivePort, "--receive-port", (port) => startReceiver({ port, store: telemetry }));
  try {
    const page = await atPort(options.port, "--port", (port) =>
      startLocalPage({
        title,
        port,
        telemetry,
        dashboards: () => readDashboards(dashboards),
        runbooks: () => readRunbooks(options.runbooks),
        prometheusUrl: monitoringAddress(options.prometheus ?? links.prometheus, "a Prometheus"),
        alertmanagerUrl: monitoringAddress(options.alertmanager ?? links.alertmanager, "an Alertmanager"),
        scrapeSeconds: prometheus.scrapeIntervalSeconds,
      }),
    );
    terminal.out.line(terminal.out.style("bold", page.url()));
    terminal.err.line(`The link lets in one browser. Traces and logs are received at ${receiver.url}. Ctrl-C ends the page.`);
    await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
    await page.stop();
  } finally {
    await receiver.stop();
  }
  return exitCode.fine;
}

async function atPort<T>(port: number, option: string, start: (port: number) => Promise<T>): Promise<T> {
  try {
    return await start(port);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "EADDRINUSE") {
      throw cause;
    }
    throw new CommandError("port_taken", `Port ${port} is in use.`, {
      exit: exitCode.environment,
      hint: `Name another with ${option}; 0 takes a free one.`,
      cause,
    });
  }
}

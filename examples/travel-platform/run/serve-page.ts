import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createTelemetryStore, type LocalPage, startLocalPage, startReceiver, type TelemetryStore } from "@platform/local-page";
import { requireFreePorts } from "@platform/stack";
import { injectErrors } from "./inject-fault.ts";
import { loopbackUrl } from "./run-ports.ts";
import type { RunSettings } from "./run-settings.ts";

const RUNBOOKS = fileURLToPath(new URL("../../../runbooks/", import.meta.url));

/** The service that is broken on purpose, and how: most of its requests fail. */
export const VICTIM = "payment";
export const ERROR_RATE = 0.5;

export interface RunPage extends LocalPage {
  /** Traces and logs that were received. */
  readonly telemetry: TelemetryStore;
}

/**
 * Serves the page of the run: its dashboards, and what it receives of traces and logs. Buttons break and repair a service.
 *
 * @throws EnvironmentError when a port is in use
 */
export async function servePage({ platform, ports, folders }: RunSettings): Promise<RunPage> {
  await requireFreePorts([
    { port: ports.page, title: "The page" },
    { port: ports.receiver, title: "The receiver of traces and logs" },
  ]);
  const telemetry = createTelemetryStore();
  const receiver = await startReceiver({ port: ports.receiver, store: telemetry });
  const page = await startLocalPage({
    title: platform.title,
    port: ports.page,
    telemetry,
    dashboards: () => readFiles(join(folders.generated, "dashboards"), ".json").then((files) => files.map(({ text }) => text)),
    runbooks: () => readFiles(RUNBOOKS, ".md"),
    prometheusUrl: loopbackUrl(ports.prometheus),
    alertmanagerUrl: loopbackUrl(ports.alertmanager),
    scrapeSeconds: platform.prometheus.scrapeIntervalSeconds,
    actions: [
      { name: `break-${VICTIM}`, title: `Break ${VICTIM}`, run: () => injectErrors(VICTIM, ERROR_RATE, ports) },
      { name: `repair-${VICTIM}`, title: "Repair", run: () => injectErrors(VICTIM, 0, ports) },
    ],
  });
  return {
    ...page,
    telemetry,
    stop: async () => {
      await Promise.all([page.stop(), receiver.stop()]);
    },
  };
}

/** Files below a folder, by their path in it; none where it is not there yet. */
async function readFiles(folder: string, ending: string): Promise<readonly { readonly path: string; readonly text: string }[]> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const wanted = names.filter((name) => name.endsWith(ending)).sort();
  return Promise.all(wanted.map(async (name) => ({ path: name.replaceAll("\\", "/"), text: await readFile(join(folder, name), "utf8") })));
}

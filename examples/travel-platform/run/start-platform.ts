import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Model } from "@platform/grafana-dashboards";
import { alertmanagerProgram, EnvironmentError, findProgram, type ProgramGroup, prometheusProgram, requireFreePorts } from "@platform/stack";
import type { StandInReceivers } from "@platform/stack/testing";
import { generateFiles } from "./generate-files.ts";
import type { Progress } from "./progress.ts";
import { localUrl } from "./run-ports.ts";
import type { RunSettings } from "./run-settings.ts";
import { databasePrograms, servicePrograms, syntheticsProgram, trafficProgram } from "./travel-programs.ts";

export interface StartOptions {
  readonly group: ProgramGroup;
  /** Whoever is told of alerts. */
  readonly receivers: StandInReceivers;
  readonly progress: Progress;
}

/**
 * Generates, then starts the monitoring, the services and the traffic, each when what it needs is ready. Data of an earlier run is
 * removed: counters begin anew with their processes, and so do the objectives.
 *
 * @throws EnvironmentError with nothing left running
 */
export async function startPlatform(settings: RunSettings, { group, receivers, progress }: StartOptions): Promise<Model> {
  const { folders, ports, platform } = settings;
  const searchPath = { searchPath: settings.environment.PATH ?? "" };
  const [prometheus, alertmanager] = await Promise.all([findProgram("prometheus", searchPath), findProgram("alertmanager", searchPath)]);
  const database = databasePrograms(settings);
  const services = servicePrograms(settings);
  const traffic = trafficProgram(settings);
  const synthetics = syntheticsProgram(settings);
  const monitoring = [
    prometheusProgram({
      found: prometheus,
      configFile: `${folders.generated}/prometheus/prometheus.yml`,
      dataFolder: folders.prometheusData,
      port: ports.prometheus,
      retentionDays: platform.prometheus.retentionDays,
      externalUrl: localUrl(ports.prometheus),
    }),
    alertmanagerProgram({
      found: alertmanager,
      configFile: `${folders.generated}/alertmanager/alertmanager.yml`,
      dataFolder: folders.alertmanagerData,
      port: ports.alertmanager,
      externalUrl: localUrl(ports.alertmanager),
    }),
  ];
  await requireFreePorts(
    [...monitoring, ...database, ...services, synthetics].flatMap((program) => program.ports.map((port) => ({ port, title: program.title }))),
  );
  await prepare(settings, receivers);
  const { model, files } = generateFiles(settings);
  progress(`${files.length} files are generated in ${folders.generated}.`);
  await group.start(monitoring);
  progress(`Prometheus ${prometheus.version} and Alertmanager ${alertmanager.version} are ready.`);
  await group.start(database);
  await group.start(services);
  progress(`${services.length} services are ready.`);
  await group.start([traffic, synthetics]);
  progress("The traffic has begun, and the synthetic flows beside it.");
  return model;
}

async function prepare({ folders, platform: { notifications } }: RunSettings, receivers: StandInReceivers): Promise<void> {
  const { root, logs, prometheusData, alertmanagerData, secrets } = folders;
  try {
    await Promise.all([prometheusData, alertmanagerData].map((folder) => rm(folder, { recursive: true, force: true })));
    await mkdir(logs, { recursive: true });
    await mkdir(secrets, { recursive: true, mode: 0o700 });
    for (const [name, secret] of Object.entries(notifications === undefined ? {} : receivers.secretsOf(notifications))) {
      await writeFile(join(secrets, name), secret, { mode: 0o600 });
    }
  } catch (cause) {
    throw new EnvironmentError("folder_unwritable", `Cannot write to ${root}.`, "Make the folder writable, or remove it.", { cause });
  }
}

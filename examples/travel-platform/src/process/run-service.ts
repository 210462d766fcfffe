import { createLogger, createLokiDelivery } from "@platform/logging";
import type { Logger } from "pino";
import { Registry } from "prom-client";
import { migrate } from "../database/migrate.ts";
import { openDatabase } from "../database/open-database.ts";
import { createFault, type Fault } from "../fault/fault.ts";
import { createFaultServer } from "../fault/fault-server.ts";
import { measurePeers } from "../http/measure-peers.ts";
import { createRandom } from "../random.ts";
import { type Listener, listen } from "./listener.ts";
import { repeat } from "./repeat.ts";
import type { ServiceApp, ServiceContext, ServiceProgram } from "./service-program.ts";
import type { ServiceSettings } from "./service-settings.ts";

export interface RunningService {
  readonly port: number;
  /** Port of the fault injection. */
  readonly adminPort: number;
  /** Lets requests that have begun end, for a second at most. */
  stop(): Promise<void>;
}

type Stop = () => Promise<void>;

/**
 * Starts a service: its database with its schema, its routes, its tasks, and its fault injection on a port of its own.
 *
 * @throws StartFailure `port_taken`, `port_refused`, `database_unreachable`
 */
export async function runService(program: ServiceProgram, settings: ServiceSettings): Promise<RunningService> {
  const stops: Stop[] = [];
  const stop = async () => {
    for (const each of stops.splice(0).reverse()) {
      await each();
    }
  };
  try {
    const fault = createFault();
    const registry = new Registry();
    const logger = openLogger(program, settings, registry, stops);
    if (program.definition.calls.length > 0) {
      const measurement = measurePeers({ registry, urls: settings.urls });
      stops.push(async () => measurement.stop());
    }
    const context = { registry, logger, fault, random: createRandom(settings.randomSeed), settings };
    const { app, tasks } = await createApp(program, context, stops);
    const listener = await listen(app, settings);
    stops.push(() => listener.stop(1));
    const admin = await listen(createFaultServer(fault), { host: "127.0.0.1", port: settings.adminPort });
    stops.push(() => admin.stop(0));
    takeDown(listener, fault, logger);
    stops.push(...tasks.map((task) => repeat(task, logger)).map((task) => () => task.stop()));
    return { port: listener.port, adminPort: admin.port, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Lines go to stdout, and to Loki where there is one; those that it does not take in a second wait for the next start. */
function openLogger({ definition }: ServiceProgram, { lokiUrl }: ServiceSettings, registry: Registry, stops: Stop[]): Logger {
  if (lokiUrl === undefined) {
    return createLogger({ service: definition });
  }
  const delivery = createLokiDelivery({ url: lokiUrl, service: definition.name, registry });
  stops.push(async () => void (await delivery.stop({ deadlineSeconds: 1 })));
  return createLogger({ service: definition, delivery });
}

async function createApp(program: ServiceProgram, context: ServiceContext, stops: Stop[]): Promise<ServiceApp> {
  const { definition, migrations, create } = program;
  if (migrations === undefined) {
    return create(context);
  }
  const { registry, settings } = context;
  const { databaseUrl, databaseFolder } = settings;
  const database = await openDatabase({ url: databaseUrl, folder: databaseFolder, registry });
  stops.push(() => database.close());
  await migrate(database, { schema: definition.name, migrations });
  return create({ ...context, database });
}

/** Closes the port while the fault says so. */
function takeDown(listener: Listener, fault: Fault, logger: Logger): void {
  let isDown = false;
  let last = Promise.resolve();
  fault.onChange(({ down }) => {
    if (down === isDown) {
      return;
    }
    isDown = down;
    last = last
      .then(() => (down ? listener.close() : listener.open()))
      .catch((error: Error) => logger.error({ error }, "the port does not follow the fault"));
  });
}

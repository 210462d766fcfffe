import type { MetricRegistry } from "@platform/metrics";
import type { ServiceDefinition } from "@platform/slo/define";
import type { Express } from "express";
import type { Logger } from "pino";
import type { Database } from "../database/database.ts";
import type { Migration } from "../database/migrate.ts";
import type { Fault } from "../fault/fault.ts";
import type { Random } from "../random.ts";
import type { Task } from "./repeat.ts";
import type { ServiceSettings } from "./service-settings.ts";

/** What a service is given to work with. */
export interface ServiceContext {
  readonly registry: MetricRegistry;
  /** Its lines have the trace of the request in which they are written. */
  readonly logger: Logger;
  readonly fault: Fault;
  readonly random: Random;
  readonly settings: ServiceSettings;
}

export interface DatabaseContext extends ServiceContext {
  readonly database: Database;
}

/** A service that answers requests, with the work that it does unasked. */
export interface ServiceApp {
  readonly app: Express;
  readonly tasks: readonly Task[];
}

interface WithoutDatabase {
  readonly definition: ServiceDefinition;
  readonly migrations?: undefined;
  readonly create: (context: ServiceContext) => ServiceApp;
}

interface WithDatabase {
  readonly definition: ServiceDefinition;
  /** Of the Postgres schema that has the service's name. */
  readonly migrations: readonly Migration[];
  readonly create: (context: DatabaseContext) => ServiceApp;
}

/** Everything that makes one of the services. */
export type ServiceProgram = WithoutDatabase | WithDatabase;

import { join } from "node:path";
import { StartFailure } from "./start-failure.ts";

/** What the environment may change about a service. */
export interface ServiceSettings {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** Port of the fault injection, on loopback. */
  readonly adminPort: number;
  /** A real Postgres; undefined for an embedded one. */
  readonly databaseUrl: string | undefined;
  /** Folder of the embedded Postgres; undefined keeps the data in memory. */
  readonly databaseFolder: string | undefined;
  /** A Loki that takes the lines; undefined for those on stdout alone. */
  readonly lokiUrl: string | undefined;
  /** Base URL of each service, by its name. */
  readonly urls: Readonly<Record<string, string>>;
  /** A login session ends after this time without use. */
  readonly sessionSeconds: number;
  /** A cart is abandoned after this time without change. */
  readonly cartIdleSeconds: number;
  /** Seconds that pass for taxis in one second of ours. */
  readonly rideClockSpeed: number;
  /** Signs the mark of synthetic traffic; undefined to take that for anybody's. */
  readonly syntheticsSecret: string | undefined;
  /** Seed of the simulated card network, message providers and drivers. */
  readonly randomSeed: number;
}

export type Environment = Readonly<Record<string, string | undefined>>;

interface Named {
  readonly name: string;
  readonly port: number;
}

/**
 * @param services - all services, for the base URLs
 * @throws StartFailure `setting_invalid`
 */
export function readServiceSettings(
  environment: Environment,
  { service, services }: { service: Named; services: readonly Named[] },
): ServiceSettings {
  const port = readNumber(environment, "PORT", { fallback: service.port, max: 65_535 });
  return {
    host: environment.HOST ?? "127.0.0.1",
    port,
    adminPort: readNumber(environment, "ADMIN_PORT", { fallback: port === 0 ? 0 : port + 1000, max: 65_535 }),
    databaseUrl: readUrl(environment, "DATABASE_URL", undefined),
    databaseFolder: environment.DATABASE_FOLDER ? join(environment.DATABASE_FOLDER, service.name) : undefined,
    lokiUrl: readUrl(environment, "LOKI_URL", undefined),
    urls: Object.fromEntries(
      services.map((each) => [each.name, readUrl(environment, urlVariable(each.name), `http://127.0.0.1:${each.port}`) ?? ""]),
    ),
    sessionSeconds: readNumber(environment, "SESSION_SECONDS", { fallback: 1800, min: 1 }),
    cartIdleSeconds: readNumber(environment, "CART_IDLE_SECONDS", { fallback: 60, min: 1 }),
    rideClockSpeed: readNumber(environment, "RIDE_CLOCK_SPEED", { fallback: 60, min: 1 }),
    syntheticsSecret: environment.SYNTHETICS_SECRET || undefined,
    randomSeed: readNumber(environment, "RANDOM_SEED", { fallback: Date.now() % 2 ** 31 }),
  };
}

/** `api-gateway` is found under `API_GATEWAY_URL`. */
export function urlVariable(service: string): string {
  return `${service.toUpperCase().replaceAll("-", "_")}_URL`;
}

export function readNumber(
  environment: Environment,
  name: string,
  { fallback, min = 0, max = 2 ** 31 }: { readonly fallback: number; readonly min?: number; readonly max?: number },
): number {
  const value = environment[name] ? Number(environment[name]) : fallback;
  if (!(value >= min && value <= max)) {
    throw new StartFailure("setting_invalid", `${name} is a number from ${min} to ${max}, got ${JSON.stringify(environment[name])}.`);
  }
  return value;
}

/** @returns without slashes at the end */
export function readUrl<F extends string | undefined>(environment: Environment, name: string, fallback: F): string | F {
  const value = environment[name];
  if (!value) {
    return fallback;
  }
  if (!URL.canParse(value)) {
    throw new StartFailure("setting_invalid", `${name} is not a URL.`);
  }
  return value.replace(/\/+$/, "");
}

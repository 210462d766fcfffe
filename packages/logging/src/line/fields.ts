/**
 * Fields that only the logger sets. A logged object or child context that has one of them keeps its value under `logged.<name>`.
 *
 * Names are those of OpenTelemetry's log data model and semantic conventions, so that an attribute has one name in metric label, span and line.
 *
 * @see https://opentelemetry.io/docs/specs/otel/logs/data-model/
 */
export const RESERVED_FIELDS = [
  "level",
  "time",
  "trace_id",
  "span_id",
  "trace_flags",
  "service.name",
  "service.namespace",
  "service.version",
  "deployment.environment.name",
  "host.name",
  "process.pid",
] as const;

/** Prefix of a field whose own name is reserved. */
export const LOGGED = "logged.";

/** The service that writes the lines. A definition of `defineService` fits. */
export interface LoggedService {
  /** `service.name`; the `job` of its metrics. */
  readonly name: string;
  /** `service.namespace` */
  readonly namespace?: string;
  /** `service.version` */
  readonly version?: string;
  /** `deployment.environment.name`: `production` */
  readonly environment?: string;
}

export interface ProcessIdentity {
  readonly hostname: string;
  readonly pid: number;
}

/** Fields that each line of a process has, in the order of {@link RESERVED_FIELDS}; those without a value are left out. */
export function baseFields({ name, namespace, version, environment }: LoggedService, { hostname, pid }: ProcessIdentity) {
  const fields: Record<string, string | number | undefined> = {
    "service.name": name,
    "service.namespace": namespace,
    "service.version": version,
    "deployment.environment.name": environment,
    "host.name": hostname,
    "process.pid": pid,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

import { createLogStore, type LogStore } from "./log-store.ts";
import { createSpanStore, type SpanStore } from "./span-store.ts";

/** Traces and logs in memory. */
export interface TelemetryStore {
  readonly spans: SpanStore;
  readonly logs: LogStore;
}

export interface TelemetryStoreOptions {
  /** Room for spans; default 48 MiB. */
  readonly spanBytes?: number;
  /** Room for lines; default 32 MiB. */
  readonly logBytes?: number;
}

const MIB = 1024 * 1024;

export function createTelemetryStore({ spanBytes = 48 * MIB, logBytes = 32 * MIB }: TelemetryStoreOptions = {}): TelemetryStore {
  return { spans: createSpanStore({ maxBytes: spanBytes }), logs: createLogStore({ maxBytes: logBytes }) };
}

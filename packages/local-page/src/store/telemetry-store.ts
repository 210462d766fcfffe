import { createLogStore, type LogStore } from "./log-store.ts";
import { createSpanStore, type SpanStore } from "./span-store.ts";

/** Traces and logs in memory. */
export interface TelemetryStore {
  readonly spans: SpanStore;
  readonly logs: LogStore;
}

export interface TelemetryStoreOptions {
  /** Room for spans; default 16 MiB, some 20,000. */
  readonly spanBytes?: number;
  /** Room for lines; default 16 MiB, some 40,000. */
  readonly logBytes?: number;
}

const MIB = 1024 * 1024;

export function createTelemetryStore({ spanBytes = 16 * MIB, logBytes = 16 * MIB }: TelemetryStoreOptions = {}): TelemetryStore {
  return { spans: createSpanStore({ maxBytes: spanBytes }), logs: createLogStore({ maxBytes: logBytes }) };
}

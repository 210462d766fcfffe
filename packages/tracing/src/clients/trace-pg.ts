import { EventEmitter } from "node:events";
import { type Attributes, context } from "@opentelemetry/api";
import { DefinitionError } from "@platform/metrics/define";
import { replaceMethod, watchPgClients } from "@platform/metrics/watch";
import { endClientSpan, startClientSpan } from "./client-span.ts";

/** The part of a `Pool` of the package pg that is used here. */
export interface PgPool {
  readonly options: { readonly host?: string | undefined; readonly port?: number | undefined; readonly database?: string | undefined };
  connect(...args: never[]): unknown;
}

/** Pools that are traced. */
const TRACED = new WeakMap<object, { stop(): void }>();

/**
 * Each query of a pool of the package pg is a span, named after its first keyword; neither its text nor its values are told. What waits for a
 * connection goes on in the trace in which it began, not in that of whoever gave the connection back. Only this pool is touched, and it is as it was
 * after `stop()`; a second call for it gives the same tracing.
 *
 * @throws DefinitionError `client_unknown` for anything but a pool
 * @see https://opentelemetry.io/docs/specs/semconv/database/postgresql/
 */
export function tracePg(pool: PgPool): { stop(): void } {
  if (typeof pool?.connect !== "function" || !(pool instanceof EventEmitter)) {
    throw new DefinitionError("client_unknown", "tracePg takes a Pool of the package pg.");
  }
  const before = TRACED.get(pool);
  if (before !== undefined) {
    return before;
  }
  const server = serverOf(pool);
  const clients = watchPgClients(pool, (operation, args) => {
    const active = context.active();
    bindCallbacks(args);
    const attributes = { "db.system.name": "postgresql", "db.operation.name": operation, ...server };
    const span = startClientSpan({ name: operation, attributes, parent: active });
    let ended = false;
    return (error) => {
      if (!ended) {
        ended = true;
        endClientSpan(span, error);
      }
    };
  });
  const connect = replaceMethod(
    pool,
    "connect",
    (original) =>
      function (...args) {
        bindCallbacks(args);
        return Reflect.apply(original, this, args);
      },
  );
  const tracing = {
    stop() {
      TRACED.delete(pool);
      clients.stop();
      connect.stop();
    },
  };
  TRACED.set(pool, tracing);
  return tracing;
}

/** A callback that waits in a queue is called by whoever comes to it. */
function bindCallbacks(args: unknown[]): void {
  for (const [at, each] of args.entries()) {
    if (typeof each === "function") {
      args[at] = context.bind(context.active(), each);
    }
  }
}

function serverOf({ options }: PgPool): Attributes {
  const attributes: Attributes = {};
  for (const [name, value] of [
    ["server.address", options?.host],
    ["server.port", options?.port],
    ["db.namespace", options?.database],
  ] as const) {
    if (value !== undefined) {
      attributes[name] = value;
    }
  }
  return attributes;
}

import { errorMonitor } from "node:events";
import type { Method } from "./replace-method.ts";
import { sqlOperation } from "./sql-operation.ts";
import { type Finish, watchCallback, watchResult } from "./watch-result.ts";

/** What `query` takes for its first argument, beside text: a configuration, or a query object such as a cursor's. */
interface QueryConfig {
  readonly text?: unknown;
  readonly callback?: unknown;
  readonly submit?: unknown;
  readonly cursor?: { readonly text?: unknown };
  on?(event: string | symbol, listener: (error?: unknown) => void): unknown;
}

/**
 * `query` of a client of the package pg, with the end of each query reported: in all forms that it has (promise, callback, query object).
 *
 * @param start - called with the operation and the arguments of each query
 */
export function measurePgQuery(query: Method, start: (operation: string, args: unknown[]) => Finish): Method {
  return function (...args) {
    const [first] = args;
    const config = typeof first === "object" && first !== null ? (first as QueryConfig) : undefined;
    const finish = start(sqlOperation(typeof first === "string" ? first : (config?.text ?? config?.cursor?.text)), args);
    if (typeof config?.submit === "function") {
      watchEvents(config, finish);
      return Reflect.apply(query, this, args);
    }
    const at = args.findLastIndex((each) => typeof each === "function");
    if (at >= 0) {
      args[at] = watchCallback(args[at] as never, finish);
    } else if (typeof config?.callback === "function") {
      args[0] = Object.create(config, { callback: { value: watchCallback(config.callback as never, finish), writable: true } });
    }
    return watchResult(() => Reflect.apply(query, this, args), finish);
  };
}

/** {@link errorMonitor} leaves an error unhandled that nobody else handles. */
function watchEvents(query: QueryConfig, finish: Finish): void {
  if (typeof query.on === "function") {
    query.on("end", () => finish());
    query.on(errorMonitor, finish);
    query.on("close", () => finish());
  }
}

import type { EventEmitter } from "node:events";
import type { Stoppable } from "../instruments/instrument.ts";
import { measurePgQuery } from "./pg-query.ts";
import { type Method, replaceMethod } from "./replace-method.ts";
import type { Finish } from "./watch-result.ts";

/**
 * Watches the queries of all clients of a pool of pg, from the first time that each is taken.
 *
 * @param start - called with the operation and the arguments of each query; gives what its end is told to
 */
export function watchPgClients(pool: EventEmitter, start: (operation: string, args: unknown[]) => Finish): Stoppable {
  const clients = new Map<object, Stoppable>();
  const onAcquire = (client: object) => {
    if (!clients.has(client)) {
      clients.set(
        client,
        replaceMethod(client, "query", (query: Method) => measurePgQuery(query, start)),
      );
    }
  };
  const onRemove = (client: object) => void clients.delete(client);
  pool.on("acquire", onAcquire);
  pool.on("remove", onRemove);
  return {
    stop() {
      pool.off("acquire", onAcquire);
      pool.off("remove", onRemove);
      for (const client of clients.values()) {
        client.stop();
      }
      clients.clear();
    },
  };
}

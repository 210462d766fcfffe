import type { IncomingMessage, ServerResponse } from "node:http";
import type { Stoppable } from "@platform/metrics";
import { createObservation, goOn } from "../observation.ts";
import type { ObserveOptions } from "../observe-options.ts";
import { noteError } from "../request/request-record.ts";
import { routeLabel } from "../request/route-label.ts";
import type { Shutdown } from "../service/shutdown.ts";

/** What is used of a context of Koa. */
export interface KoaContext {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  respond?: boolean | undefined;
}

/** A handler for `app.use` of Koa. */
export interface ObserveKoa extends Stoppable {
  (context: KoaContext, next: () => Promise<unknown>): Promise<void>;
  readonly shutdown: Shutdown;
}

/**
 * Observes every request that comes after it, and answers scrapes and probes. Put it first: what comes before it is not seen. The route is the
 * one that `@koa/router` has matched.
 *
 * @throws DefinitionError for a wrong option, or `metric_conflict` if the registry has another metric of a name that is recorded here
 */
export function observe(options: ObserveOptions): ObserveKoa {
  const { endpointOf, begin, shutdown, stop } = createObservation(options, (_request, status, { match }) =>
    routeLabel((match as { readonly _matchedRoute?: unknown } | undefined)?._matchedRoute, status),
  );

  const handler = async (context: KoaContext, next: () => Promise<unknown>): Promise<void> => {
    const { req, res } = context;
    const endpoint = endpointOf(req);
    if (endpoint !== undefined) {
      context.respond = false;
      await endpoint(req, res);
      return;
    }
    const record = begin(req, res);
    if (record === undefined) {
      await next();
      return;
    }
    record.match = context;
    try {
      await goOn(record, next);
    } catch (error) {
      noteError(req, error);
      throw error;
    }
  };
  return Object.assign(handler, { shutdown, stop });
}

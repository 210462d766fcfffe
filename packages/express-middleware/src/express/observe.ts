import type { IncomingMessage, ServerResponse } from "node:http";
import type { Stoppable } from "@platform/metrics";
import { createObservation, goOn } from "../observation.ts";
import type { ObserveOptions } from "../observe-options.ts";
import type { Shutdown } from "../service/shutdown.ts";
import { createRouteResolver } from "./route/resolve-route.ts";
import { type ExpressRequest, matchOf, watchRoutes } from "./route/route-match.ts";
import { watchErrors } from "./watch-errors.ts";

/** A handler for `app.use` of Express 4 and 5. `stop` ends what it does by itself, for a program that goes on without the app. */
export interface Observe extends Stoppable {
  (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void): void;
  readonly shutdown: Shutdown;
}

/**
 * Observes every request that comes after it, and answers scrapes and probes. Put it first: what comes before it is not seen.
 *
 * @throws DefinitionError for a wrong option, or `metric_conflict` if the registry has another metric of a name that is recorded here
 */
export function observe(options: ObserveOptions): Observe {
  const resolve = createRouteResolver();
  const { endpointOf, begin, shutdown, stop } = createObservation(options, (request, status, record) => {
    const { app } = request as ExpressRequest;
    if (status >= 500 && record.error === undefined && app !== undefined) {
      watchErrors(app);
    }
    return resolve(request as ExpressRequest, status, record);
  });
  let watched: object | undefined;

  const handler = (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void): void => {
    const endpoint = endpointOf(request);
    if (endpoint !== undefined) {
      endpoint(request, response);
      return;
    }
    const record = begin(request, response);
    if (record === undefined) {
      next();
      return;
    }
    const { app } = request as ExpressRequest;
    if (app !== undefined && app !== watched) {
      watchRoutes(app);
      watchErrors(app);
      watched = app;
    }
    matchOf(request as ExpressRequest, record).observed = app;
    goOn(record, next);
  };
  return Object.assign(handler, { shutdown, stop });
}

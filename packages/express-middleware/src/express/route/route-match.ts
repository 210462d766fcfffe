import type { ServerResponse } from "node:http";
import { findRecord, type RequestRecord, recordOf } from "../../request/request-record.ts";
import { watchErrorsOnce } from "../watch-errors.ts";
import type { App, Route } from "./express-shape.ts";

/** What a request has met so far. */
export interface RouteMatch {
  /** App in which recording began. */
  observed: App | undefined;
  /** What `req.route` reads. */
  current: unknown;
  /** The latest route before the response had a head. */
  route: Route | undefined;
  /** `req.baseUrl`, `req.url` and `req.app` of the moment when the route was matched. */
  base: string;
  url: string;
  app: App | undefined;
}

/** A request as Express hands it to a handler. */
export interface ExpressRequest {
  readonly app?: App;
  readonly res?: Pick<ServerResponse, "headersSent">;
  readonly baseUrl?: string;
  readonly url?: string;
  readonly route?: unknown;
}

/** @param record - that of the request, where it is at hand */
export function matchOf(request: ExpressRequest, record: RequestRecord = recordOf(request)): RouteMatch {
  record.match ??= { observed: undefined, current: undefined, route: undefined, base: "", url: "", app: undefined } satisfies RouteMatch;
  return record.match as RouteMatch;
}

/**
 * Express assigns `req.route` when a route is matched. An accessor on the app's request prototype, which mounted apps inherit, takes note of it with
 * the base path of that moment: an error handler, or a rewritten URL, no longer has it.
 *
 * It does nothing where `route` is already defined, or may not be: `req.route` is then read when the request ends.
 */
export function watchRoutes({ request }: App): void {
  if (Object.hasOwn(request, "route") || !Object.isExtensible(request)) {
    return;
  }
  Object.defineProperty(request, "route", {
    configurable: true,
    enumerable: true,
    get(this: ExpressRequest) {
      return (findRecord(this)?.match as RouteMatch | undefined)?.current;
    },
    set(this: ExpressRequest, route: Route) {
      const match = matchOf(this);
      match.current = route;
      if (match.route === undefined || this.res?.headersSent !== true) {
        match.route = route;
        match.base = this.baseUrl ?? "";
        match.url = this.url ?? "";
        match.app = this.app;
        if (match.app !== undefined && match.app !== match.observed) {
          watchErrorsOnce(match.app);
        }
      }
    },
  });
}

import type { ServerResponse } from "node:http";
import type { App, Route } from "./express-shape.ts";

const MATCH = Symbol.for("@platform/express-middleware/match");

/** What a request has met so far. */
export interface RouteMatch {
  /** Seconds on the clock of whoever records the request; NaN when nobody does. */
  startSeconds: number;
  /** The request is recorded. */
  ended: boolean;
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
  [MATCH]?: RouteMatch;
  readonly app?: App;
  readonly res?: Pick<ServerResponse, "headersSent">;
  readonly baseUrl?: string;
  readonly url?: string;
  readonly route?: unknown;
}

export function matchOf(request: ExpressRequest): RouteMatch {
  request[MATCH] ??= {
    startSeconds: Number.NaN,
    ended: false,
    observed: undefined,
    current: undefined,
    route: undefined,
    base: "",
    url: "",
    app: undefined,
  };
  return request[MATCH];
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
      return this[MATCH]?.current;
    },
    set(this: ExpressRequest, route: Route) {
      const match = matchOf(this);
      match.current = route;
      if (match.route === undefined || this.res?.headersSent !== true) {
        match.route = route;
        match.base = this.baseUrl ?? "";
        match.url = this.url ?? "";
        match.app = this.app;
      }
    },
  });
}

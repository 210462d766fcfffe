import type { IncomingMessage, ServerResponse } from "node:http";
import type { RequestRecorder } from "./request-recorder.ts";
import { createRouteResolver } from "./route/resolve-route.ts";
import { type ExpressRequest, matchOf, watchRoutes } from "./route/route-match.ts";

const SWITCHING_PROTOCOLS = 101;

/**
 * Records each request once, when its response has ended or its connection has closed. A request that is recorded already, by another call in the
 * same app or in an app around it, is left alone.
 *
 * @param options.now - seconds on a clock that only rises
 */
export function recordRequests(
  recorder: RequestRecorder,
  { now }: { readonly now: () => number },
): (request: IncomingMessage, response: ServerResponse) => void {
  const routeOf = createRouteResolver();
  let watched: object | undefined;

  return (request, response) => {
    const { app } = request as ExpressRequest;
    const match = matchOf(request as ExpressRequest);
    if (!Number.isNaN(match.startSeconds)) {
      return;
    }
    if (app !== undefined && app !== watched) {
      watchRoutes(app);
      watched = app;
    }
    match.observed = app;
    match.startSeconds = now();
    recorder.begin();
    if ((request as { readonly upgrade?: boolean }).upgrade === true) {
      setImmediate(endUpgrade, response);
      return;
    }
    response.on("close", end);
    if (!isServed(response)) {
      watchUnserved(request, response);
    }
  };

  function watchUnserved(request: IncomingMessage, response: ServerResponse): void {
    if (response.socket === null && isServed(request)) {
      request.on("close", () => end.call(response));
    } else {
      response.on("finish", end);
    }
  }

  function end(this: ServerResponse): void {
    finish(this, this.headersSent ? this.statusCode : 0);
  }

  /** The connection now belongs to another protocol and no event tells of a response: the handshake is the request. */
  function endUpgrade(response: ServerResponse): void {
    finish(response, response.headersSent ? response.statusCode : SWITCHING_PROTOCOLS);
  }

  function finish(response: ServerResponse, status: number): void {
    const request = response.req as IncomingMessage & ExpressRequest;
    const match = matchOf(request);
    if (match.ended) {
      return;
    }
    match.ended = true;
    recorder.end(request.method ?? "", routeOf(request, status), status, now() - match.startSeconds);
  }
}

/**
 * Whether a server will close the response. One that waits behind others of its connection is not closed with it before Node 24, only its request is.
 * One that no server has made, as adapters for functions and tests do, finishes without closing.
 */
function isServed({ socket }: { readonly socket: object | null }): boolean {
  return (socket as { readonly server?: unknown } | null)?.server !== undefined;
}

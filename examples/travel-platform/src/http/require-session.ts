import type { Request, RequestHandler, Response } from "express";
import { HttpProblem } from "./http-problem.ts";
import type { Peer } from "./peer.ts";

/** Lets a request pass whose token auth accepts. */
export function requireSession(auth: Peer): RequestHandler {
  return async (request, response, next) => {
    const { authorization } = request.headers;
    if (authorization === undefined) {
      throw new HttpProblem(401, "session_missing", "Log in first.");
    }
    const answer = await auth.call<{ customerId: number }>("GET", "/sessions/current", { headers: { authorization } });
    if (answer.status === 401) {
      throw new HttpProblem(401, "session_refused", "The session has ended; log in again.");
    }
    if (answer.status !== 200) {
      throw new HttpProblem(503, "auth_failed", `auth answered ${answer.status}.`);
    }
    response.locals.customerId = answer.body.customerId;
    next();
  };
}

/** The customer whose session `requireSession` has accepted. */
export function customerOf(response: Response): number {
  return response.locals.customerId as number;
}

/** Headers with which a service acts for the customer of a request. */
export function onBehalfOf(request: Request): { authorization: string | undefined } {
  return { authorization: request.headers.authorization };
}

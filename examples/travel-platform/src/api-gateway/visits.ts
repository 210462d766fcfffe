import { randomUUID } from "node:crypto";
import type { Instrument } from "@platform/metrics";
import type { RequestHandler } from "express";
import { channelOf } from "../http/channel.ts";
import type { apiGateway } from "./definition.ts";

const VISIT_SECONDS = 1800;
const VISIT_COOKIE = /(?:^|;\s*)visit=([0-9a-f-]{36})(?:;|$)/;

/** Counts visits: a request without the cookie of a visit begins one, and each request makes it last for half an hour more. */
export function countVisits(sessions: Instrument<(typeof apiGateway)["metrics"]["sessions"]>): RequestHandler {
  return (request, response, next) => {
    const known = VISIT_COOKIE.exec(request.headers.cookie ?? "")?.[1];
    if (known === undefined) {
      sessions.inc({ channel: channelOf(request) });
    }
    response.setHeader("set-cookie", `visit=${known ?? randomUUID()}; Max-Age=${VISIT_SECONDS}; Path=/; HttpOnly; SameSite=Lax`);
    next();
  };
}

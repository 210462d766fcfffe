import { randomUUID } from "node:crypto";
import type { Instrument } from "@platform/metrics";
import type { Request, RequestHandler, Response } from "express";
import { channelOf } from "../http/channel.ts";
import type { apiGateway } from "./definition.ts";

const VISIT_SECONDS = 1800;
const VISIT_COOKIE = /(?:^|;\s*)visit=([0-9a-f-]{36})(\.sold)?(?:;|$)/;

type GatewayMetrics = (typeof apiGateway)["metrics"];

export interface VisitInstruments {
  readonly sessions: Instrument<GatewayMetrics["sessions"]>;
  readonly convertedSessions: Instrument<GatewayMetrics["convertedSessions"]>;
}

export interface Visits {
  /** A request without the cookie of a visit begins one, and each request makes it last for half an hour more. */
  readonly count: RequestHandler;
  /** Something was sold; the first sale of a visit converts it. */
  readonly sold: (request: Request, response: Response) => void;
}

export function createVisits({ sessions, convertedSessions }: VisitInstruments): Visits {
  return {
    count(request, response, next) {
      const [, known, sold = ""] = VISIT_COOKIE.exec(request.headers.cookie ?? "") ?? [];
      if (known === undefined) {
        sessions.inc({ channel: channelOf(request) });
      }
      const visit = known ?? randomUUID();
      response.locals.visit = { id: visit, isSold: sold !== "" };
      setCookie(response, `${visit}${sold}`);
      next();
    },
    sold(request, response) {
      const { id, isSold } = response.locals.visit as { readonly id: string; readonly isSold: boolean };
      if (!isSold) {
        convertedSessions.inc({ channel: channelOf(request) });
        setCookie(response, `${id}.sold`);
      }
    },
  };
}

function setCookie(response: Response, value: string): void {
  response.setHeader("set-cookie", `visit=${value}; Max-Age=${VISIT_SECONDS}; Path=/; HttpOnly; SameSite=Lax`);
}

import { withoutSynthetic } from "@platform/express-middleware";
import { createMetrics } from "@platform/metrics";
import type { Request, RequestHandler, Response } from "express";
import { createFaultRoutes } from "../fault/fault-routes.ts";
import { channelOf } from "../http/channel.ts";
import { createServiceApp } from "../http/create-service-app.ts";
import { createPeer, type Peer } from "../http/peer.ts";
import type { ServiceApp, ServiceContext } from "../process/service-program.ts";
import { apiGateway } from "./definition.ts";
import { readHomePage } from "./home-page.ts";
import { GATEWAY_ROUTES } from "./route-table.ts";
import { createVisits } from "./visits.ts";

export function createApiGatewayApp({ registry, logger, fault, settings }: ServiceContext): ServiceApp {
  const metrics = withoutSynthetic(createMetrics(apiGateway.metrics, { registry }));
  const peer = (name: string) => createPeer({ name, baseUrl: settings.urls[name] ?? "", timeoutSeconds: 6 });
  const peers = { auth: peer("auth"), ecommerce: peer("ecommerce"), payment: peer("payment"), hotel: peer("hotel"), taxi: peer("taxi") };
  const visits = createVisits(metrics);
  const routes = createFaultRoutes(fault);

  routes.get("/api/home", visits.count, async (request, response) => {
    response.json(await readHomePage(peers, request.headers));
  });
  for (const { method, path, service, sells = false } of GATEWAY_ROUTES) {
    routes[method](`/api${path}`, visits.count, forward(peers[service as keyof typeof peers], sells ? visits.sold : undefined));
  }
  return { app: createServiceApp({ service: apiGateway, registry, logger, settings, router: routes.router }), tasks: [] };
}

/** Passes a request on to the same path of a service, and its answer back. */
function forward(peer: Peer, onSuccess?: (request: Request, response: Response) => void): RequestHandler {
  return async (request, response) => {
    const { status, body } = await peer.call(request.method as "GET" | "POST" | "DELETE", request.originalUrl.replace(/^\/api/, ""), {
      headers: { authorization: request.headers.authorization, "x-channel": channelOf(request) },
      ...bodyOf(request),
    });
    if (status < 300) {
      onSuccess?.(request, response);
    }
    if (body === undefined) {
      response.status(status).end();
    } else {
      response.status(status).json(body);
    }
  };
}

function bodyOf({ method, body }: Request): { readonly body?: unknown } {
  return method === "POST" ? { body: body ?? {} } : {};
}

import { observe } from "@platform/express-middleware";
import type { MetricRegistry } from "@platform/metrics";
import type { ServiceDefinition } from "@platform/slo/define";
import express, { type Express, type Router } from "express";
import type { Logger } from "pino";
import type { ServiceSettings } from "../process/service-settings.ts";
import { notFound, problemHandler } from "./problem-handler.ts";

export interface ServiceAppOptions {
  readonly service: ServiceDefinition;
  readonly registry: MetricRegistry;
  readonly logger: Logger;
  readonly router: Router;
  readonly settings: Pick<ServiceSettings, "syntheticsSecret">;
}

/** What all services have in common around their routes. */
export function createServiceApp({ service, registry, logger, router, settings }: ServiceAppOptions): Express {
  const app = express().disable("x-powered-by");
  const { syntheticsSecret: secret } = settings;
  app.use(observe({ service, registry, logger, ...(secret !== undefined && { synthetic: { secret } }) }));
  app.use(express.json({ limit: "32kb" }));
  app.use(router);
  app.use(notFound);
  app.use(problemHandler);
  return app;
}

import express, { type ErrorRequestHandler, type Express } from "express";
import type { Fault } from "./fault.ts";
import { FaultError } from "./fault-settings.ts";

/**
 * The admin side of a service, for a port that only this machine reaches: `GET /__fault` shows the fault, `POST /__fault` sets
 * it, `DELETE /__fault` clears it; each answers with the fault from then on.
 */
export function createFaultServer(fault: Fault): Express {
  const app = express().disable("x-powered-by");
  app.use(express.json({ type: () => true }));
  app
    .route("/__fault")
    .get((_request, response) => void response.json(fault.settings()))
    .post((request, response) => {
      fault.set(request.body ?? {});
      response.json(fault.settings());
    })
    .delete((_request, response) => {
      fault.clear();
      response.json(fault.settings());
    });
  app.use(refuse);
  return app;
}

const refuse: ErrorRequestHandler = (error, _request, response, next) => {
  const { status = error instanceof FaultError ? 400 : undefined } = error as { status?: number };
  if (status === undefined || status >= 500) {
    next(error);
    return;
  }
  response.status(status).json({ error: { code: "fault_invalid", message: (error as Error).message } });
};

import express, { type RequestHandler, type Router } from "express";
import type { Fault } from "./fault.ts";

/** Registers handlers of a route, in their order. */
type Register = (path: string, ...handlers: RequestHandler[]) => void;

/** A router whose routes suffer the fault of their service: within the route, so that its metrics tell which one. */
export interface FaultRoutes {
  readonly router: Router;
  readonly get: Register;
  readonly post: Register;
  readonly delete: Register;
}

export function createFaultRoutes(fault: Fault): FaultRoutes {
  const router = express.Router();
  const register =
    (method: "get" | "post" | "delete"): Register =>
    (path, ...handlers) =>
      void router[method](path, fault.gate(`${method.toUpperCase()} ${path}`), ...handlers);
  return { router, get: register("get"), post: register("post"), delete: register("delete") };
}

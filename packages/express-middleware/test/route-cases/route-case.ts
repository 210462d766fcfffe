import type express from "express";
import type { Express, NextFunction, Request, RequestHandler, Response } from "express";

export type Library = typeof express;

export interface RouteCase {
  readonly name: string;
  /** Only in this version; both when left out. */
  readonly only?: "4" | "5";
  /** How the outermost app is made, if not by calling Express. */
  readonly create?: (library: Library) => Express;
  /** Adds everything below the recording handler. */
  readonly build: (app: Express, library: Library) => void;
  /** Request to the label that it gets. */
  readonly labels: Readonly<Record<string, string>>;
}

export const ok: RequestHandler = (_request, response) => {
  response.send("ok");
};
export const pass: RequestHandler = (_request, _response, next) => next();
export const fail = (_error: unknown, _request: Request, response: Response, _next: NextFunction) => {
  response.status(500).send("failed");
};
export const routerWith = (library: Library, path: string | RegExp | (string | RegExp)[], options?: express.RouterOptions) =>
  library.Router(options).get(path, ok);

import type { RequestListener } from "node:http";
import express, { type Express } from "express";
import { injectRequest } from "../../../scripts/bench/inject-request.ts";

/** An app with a JSON route, and a router with a parameter in its mount, behind what is installed. */
export function appWith(install: (app: Express) => void): Express {
  const app = express();
  install(app);
  app.get("/orders/:id", (request, response) => void response.json({ id: request.params.id, state: "paid" }));
  app.use(
    "/orgs/:org",
    express.Router().get("/users/:id", (request, response) => void response.json({ id: request.params.id, state: "active" })),
  );
  return app;
}

/** Sends one request through such an app without a network. Its response closes when it has finished, as a server's does. */
export function injectInto(install: (app: Express) => void, path: string): () => Promise<void> {
  const app: RequestListener = appWith(install);
  return injectRequest((request, response) => {
    Object.assign(request.socket, { server: app });
    response.on("finish", () => response.emit("close"));
    app(request, response);
  }, path);
}

import express, { type Express } from "express";

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

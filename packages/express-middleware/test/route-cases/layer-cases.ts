import type { Express, RequestHandler } from "express";
import { expresses } from "../expresses.ts";
import { ok, pass, type RouteCase, routerWith } from "./route-case.ts";

/** The layers of an app's own router, as other libraries change them. */
const stackOf = (app: Express) =>
  ((app as unknown as { _router?: Express["router"] })._router ?? app.router).stack as unknown as { name: string; handle: RequestHandler }[];

/** Layers as other libraries, versions and minifiers leave them. */
export const layerCases: readonly RouteCase[] = [
  {
    name: "routers in functions that hide them",
    build: (app, library) => {
      const hidden = library.Router().use("/deep/:deep", routerWith(library, "/:id")).get("/:id", ok);
      app.use("/:any", pass);
      app.use("/hidden", (request, response, next) => hidden(request, response, next));
      app.use("/t/:tenant", (request, response, next) => hidden(request, response, next));
      app.use((request, response, next) => routerWith(library, "/top/:x")(request, response, next));
    },
    labels: {
      "/hidden/7": "/hidden/:id",
      "/t/acme/7": "/t/:tenant/:id",
      "/t/other/8": "/t/:tenant/:id",
      "/hidden/deep/1/2": "/hidden/*/:id",
      "/top/1": "/top/:x",
    },
  },
  {
    name: "apps and routers of the other version",
    build: (app, library) => {
      const other = library === expresses[4] ? expresses[5] : expresses[4];
      app.use("/router/:x", routerWith(other, ["/a", "/b/:b"]));
      app.use("/app/:x", other().use("/inner/:y", routerWith(other, "/:z")));
      app.use("/ours", other.Router().use("/deep/:d", routerWith(library, "/:z")));
    },
    labels: { "/router/1/b/2": "/router/:x/b/:b", "/app/1/inner/2/3": "/app/:x/inner/:y/:z", "/ours/deep/1/2": "/ours/deep/:d/:z" },
  },
  {
    name: "functions whose names a minifier has taken away",
    build: (app, library) => {
      app.use("/:any", pass);
      const inner = library().get("/:id", ok);
      app.use("/one/:x", inner).use("/two", inner);
      for (const layer of stackOf(app)) {
        layer.name = "a";
      }
    },
    labels: { "/two/1": "/two/:id", "/one/1/2": "/one/:x/:id" },
  },
  {
    name: "layers whose handlers a tracer has wrapped",
    build: (app, library) => {
      app.use("/api/:x", routerWith(library, "/:id"));
      for (const layer of stackOf(app)) {
        const { handle } = layer;
        layer.handle = (request, response, next) => handle(request, response, next);
      }
    },
    labels: { "/api/1/2": "/api/:x/:id" },
  },
];

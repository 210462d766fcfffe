import type express from "express";
import type { Express, NextFunction, Request, RequestHandler, Response } from "express";
import { expresses } from "./expresses.ts";

type Library = typeof express;

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

const ok: RequestHandler = (_request, response) => {
  response.send("ok");
};
const pass: RequestHandler = (_request, _response, next) => next();
const fail = (_error: unknown, _request: Request, response: Response, _next: NextFunction) => {
  response.status(500).send("failed");
};
const routerWith = (library: Library, path: string | RegExp | (string | RegExp)[], options?: express.RouterOptions) =>
  library.Router(options).get(path, ok);

/** The layers of an app's own router, as other libraries change them. */
const stackOf = (app: Express) =>
  ((app as unknown as { _router?: Express["router"] })._router ?? app.router).stack as unknown as { name: string; handle: RequestHandler }[];

export const routeCases: readonly RouteCase[] = [
  {
    name: "routes of the app itself",
    build: (app) => app.get("/", ok).get("/users/:id", ok).post("/users", ok),
    labels: { "/": "/", "/?a=1": "/", "/users/7": "/users/:id", "/users/7?x=/y": "/users/:id", "POST /users": "/users", "/nobody": "unmatched" },
  },
  {
    name: "a HEAD request takes the route of GET",
    build: (app) => app.get("/users/:id", ok),
    labels: { "HEAD /users/7": "/users/:id" },
  },
  {
    name: "a method that the path does not have is unmatched",
    build: (app) => app.get("/users/:id", ok),
    labels: { "DELETE /users/7": "unmatched" },
  },
  {
    name: "a route that answers 404 itself keeps its label",
    build: (app) => app.get("/users/:id", (_request, response) => void response.status(404).send("none")),
    labels: { "/users/7": "/users/:id" },
  },
  {
    name: "nested routers",
    build: (app, library) =>
      app.use("/api", library.Router().use("/v1", library.Router().use("/users", routerWith(library, "/:id").get("/", ok)).get("/ping", ok))),
    labels: {
      "/api/v1/users/7": "/api/v1/users/:id",
      "/api/v1/users": "/api/v1/users",
      "/api/v1/users/": "/api/v1/users",
      "/api/v1/ping": "/api/v1/ping",
    },
  },
  {
    name: "parameters in mounts",
    build: (app, library) => app.use("/orgs/:org", library.Router().use("/teams/:team", routerWith(library, "/members/:member"))),
    labels: {
      "/orgs/acme/teams/red/members/7": "/orgs/:org/teams/:team/members/:member",
      "/orgs/other/teams/blue/members/8": "/orgs/:org/teams/:team/members/:member",
    },
  },
  {
    name: "a parameter whose value is the text beside it",
    build: (app, library) => app.use("/users/:id/users", routerWith(library, "/users")),
    labels: { "/users/users/users/users": "/users/:id/users/users", "/users/7/users/users": "/users/:id/users/users" },
  },
  {
    name: "parameters that have the value of each other",
    build: (app, library) => app.use("/:a/:b", routerWith(library, "/:c")),
    labels: { "/x/x/x": "/:a/:b/:c", "/x/y/x": "/:a/:b/:c" },
  },
  {
    name: "parameters within a segment",
    build: (app, library) => app.use("/v:major.:minor/from-:from", routerWith(library, "/x")),
    labels: { "/v1.2/from-v1/x": "/v:major.:minor/from-:from/x", "/v1.1/from-1/x": "/v:major.:minor/from-:from/x" },
  },
  {
    name: "mounts with parameters that only take certain values",
    only: "4",
    build: (app, library) => {
      app.use("/:lang(en|de)/:day(\\d{4}-\\d{2})", routerWith(library, "/x"));
      app.use("/id/:id([0-9a-f]{8})", routerWith(library, "/x"));
    },
    labels: { "/en/2024-01/x": "/:lang/:day/x", "/de/0000-00/x": "/:lang/:day/x", "/id/00ff00ff/x": "/id/:id/x" },
  },
  {
    name: "optional parts of mounts",
    only: "5",
    build: (app, library) => app.use("/a{/:b}/c", routerWith(library, "/x{/:y}")),
    labels: { "/a/c/x": "/a/c/x{/:y}", "/a/1/c/x/2": "/a/:b/c/x{/:y}" },
  },
  {
    name: "optional parts of mounts",
    only: "4",
    build: (app, library) => app.use("/a/:b?/c", routerWith(library, "/x/:y?")),
    labels: { "/a/c/x": "/a/c/x/:y?", "/a/1/c/x/2": "/a/:b/c/x/:y?" },
  },
  {
    name: "mounted apps",
    build: (app, library) => {
      const inner = library().get("/x/:y", ok);
      const outer = library().use("/inner", inner).get("/z", ok);
      app.use("/outer/:tenant", outer);
    },
    labels: { "/outer/t1/inner/x/1": "/outer/:tenant/inner/x/:y", "/outer/t1/z": "/outer/:tenant/z", "/outer/t1/none": "unmatched" },
  },
  {
    name: "routers in mounted apps, and apps in routers",
    build: (app, library) => {
      app.use("/admin", library().use("/users", routerWith(library, "/:id")));
      app.use("/api", library.Router().use("/app", library().use("/users", routerWith(library, "/:id")).get("/x", ok)));
    },
    labels: { "/admin/users/7": "/admin/users/:id", "/api/app/users/7": "/api/app/users/:id", "/api/app/x": "/api/app/x" },
  },
  {
    name: "an app mounted at a list of paths, and one mounted twice",
    build: (app, library) => {
      app.use(["/a", "/b/:b"], library().get("/x", ok));
      const twice = library().get("/x", ok);
      app.use("/one", twice).use("/two/:two", twice);
    },
    labels: { "/a/x": "/a/x", "/b/1/x": "/b/:b/x", "/one/x": "/one/x", "/two/1/x": "/two/:two/x" },
  },
  {
    name: "routes and mounts with lists of paths",
    build: (app, library) => {
      app.get(["/a", "/b/:b", /^\/c\d+$/], ok);
      app.use(["/v1", "/v2", "/t/:t"], routerWith(library, ["/x", "/y/:y"]));
    },
    labels: {
      "/a": "/a",
      "/A/": "/a",
      "/b/1": "/b/:b",
      "/c12": "/^\\/c\\d+$/",
      "/v1/x": "/v1/x",
      "/v2/y/1": "/v2/y/:y",
      "/t/9/x": "/t/:t/x",
    },
  },
  {
    name: "a list whose elements overlap",
    build: (app, library) => app.use(["/users/me", "/users/:id"], routerWith(library, ["/x", "/:y"])),
    labels: { "/users/7/z": "/users/:id/:y", "/users/me/x": "/users/me/x", "/users/8/x": "/users/:id/x" },
  },
  {
    name: "routes that are regular expressions",
    build: (app, library) => {
      app.get(/^\/files\/(.+)\.txt$/i, ok);
      app.use("/r", routerWith(library, /^\/(\d+)$/));
    },
    labels: {
      "/files/a.txt": "/^\\/files\\/(.+)\\.txt$/i",
      "/files/b/c.TXT": "/^\\/files\\/(.+)\\.txt$/i",
      "/r/12": "/r/^\\/(\\d+)$/",
    },
  },
  {
    name: "mounts that are regular expressions",
    build: (app, library) => {
      app.use(/^\/shop-\d+/, routerWith(library, "/x"));
      app.use(/^\/(?:ab)+c/, routerWith(library, "/x"));
      app.use(/^\/g(?<year>\d{4})\/(\w+)/, routerWith(library, "/x"));
    },
    labels: { "/shop-17/x": "/*/x", "/shop-4/x": "/*/x", "/ababc/x": "/*/x", "/g2024/abc/x": "/g:year/*/x" },
  },
  {
    name: "wildcards",
    only: "4",
    build: (app, library) => {
      app.use("/files*", routerWith(library, "/"));
      app.use("/n", library.Router().get("*", ok));
      app.get("/w/*/end", ok).get("*", ok);
    },
    labels: { "/files/a/b": "/files*", "/filesystem": "/files*", "/n/anything/at/all": "/n/*", "/w/a/b/end": "/w/*/end", "/any/thing": "*" },
  },
  {
    name: "wildcards",
    only: "5",
    build: (app, library) => {
      app.use("/files/*path", routerWith(library, "/"));
      app.use("/n", library.Router().get("/*rest", ok));
      app.get("/w/*mid/end", ok).get("/{*any}", ok);
    },
    labels: {
      "/files/a/b": "/files/*path",
      "/files/c": "/files/*path",
      "/n/any/thing": "/n/*rest",
      "/w/a/b/end": "/w/*mid/end",
      "/any/thing": "/{*any}",
    },
  },
  {
    name: "app.all and app.route",
    build: (app) => {
      app.all("/all/:x", ok);
      app.route("/route/:x").get(ok).put(ok);
    },
    labels: { "PUT /all/1": "/all/:x", "/route/1": "/route/:x", "PUT /route/1": "/route/:x" },
  },
  {
    name: "next('route'), and routes that pass a request on",
    build: (app) => {
      app.get("/x/:first", (request, _response, next) => next(request.params.first === "a" ? "route" : undefined));
      app.get("/x/:second", (request, response, next) => (request.params.second === "a" ? ok(request, response, next) : next()));
      app.get("/x/:third", ok);
    },
    labels: { "/x/a": "/x/:second", "/x/b": "/x/:third" },
  },
  {
    name: "next('router')",
    build: (app, library) => {
      app.use(
        "/x",
        library.Router().get("/:inner", (_request, _response, next) => next("router")),
      );
      app.get("/x/:outer", ok);
    },
    labels: { "/x/a": "/x/:outer" },
  },
  {
    name: "a handler that calls next after it has answered",
    build: (app) => {
      app.get("/a/:first", (_request, response, next) => {
        response.send("ok");
        next();
        next();
      });
      app.get("/a/:second", pass);
    },
    labels: { "/a/1": "/a/:first" },
  },
  {
    name: "error handlers after nested routers",
    build: (app, library) => {
      const router = library.Router().get("/:id", (_request, _response, next) => next(new Error("refused")));
      app.use("/orgs/:org", library.Router().use("/users", router));
      app.use(
        "/sub",
        library().get("/:id", (_request, _response, next) => next(new Error("refused"))),
      );
      app.use(fail);
    },
    labels: { "/orgs/acme/users/7": "/orgs/:org/users/:id", "/sub/7": "/sub/:id" },
  },
  {
    name: "a handler that throws",
    build: (app, library) => {
      const router = library.Router().get("/:id", () => {
        throw new Error("thrown");
      });
      app.use("/orgs/:org", router).use(fail);
    },
    labels: { "/orgs/acme/7": "/orgs/:org/:id" },
  },
  {
    name: "a handler whose promise is rejected",
    only: "5",
    build: (app, library) => {
      const router = library.Router().get("/:id", async () => {
        await Promise.resolve();
        throw new Error("rejected");
      });
      app.use("/orgs/:org", router).use(fail);
    },
    labels: { "/orgs/acme/7": "/orgs/:org/:id" },
  },
  {
    name: "merged parameters, also those that change",
    build: (app, library) => {
      app.param("org", (request, _response, next, value) => {
        request.params.org = `changed-${value}`;
        next();
      });
      app.use("/orgs/:org", library.Router({ mergeParams: true }).use("/teams/:org", routerWith(library, "/:org", { mergeParams: true })));
    },
    labels: { "/orgs/a/teams/b/c": "/orgs/:org/teams/:org/:org", "/orgs/a/teams/a/a": "/orgs/:org/teams/:org/:org" },
  },
  {
    name: "upper and lower case are one label",
    build: (app, library) => app.use("/Api/:tenant", routerWith(library, "/Users/:id")),
    labels: {
      "/Api/ACME/Users/7": "/api/:tenant/Users/:id",
      "/API/acme/users/7": "/api/:tenant/Users/:id",
      "/aPI/Api/USERS/7": "/api/:tenant/Users/:id",
    },
  },
  {
    name: "upper and lower case are two routes where the app says so",
    create: (library) => library().enable("case sensitive routing"),
    build: (app, library) => {
      const sensitive = { caseSensitive: true };
      app.use("/Api", routerWith(library, ["/Users", "/users"], sensitive));
      app.use("/api", routerWith(library, "/x", sensitive));
    },
    labels: { "/Api/Users": "/Api/Users", "/Api/users": "/Api/users", "/api/x": "/api/x", "/API/x": "unmatched" },
  },
  {
    name: "encoded slashes and letters",
    build: (app, library) => app.use("/files/:file", routerWith(library, "/pages/:page")),
    labels: {
      "/files/a%2Fb/pages/1": "/files/:file/pages/:page",
      "/files/%E4%BD%A0%E5%A5%BD/pages/%20": "/files/:file/pages/:page",
      "/files/f%69les/pages/1": "/files/:file/pages/:page",
      "/files/%25/pages/1": "/files/:file/pages/:page",
      "/files/%zz/pages/1": "/*",
    },
  },
  {
    name: "encoded text of a mount",
    build: (app, library) => app.use("/caf%C3%A9/:x", routerWith(library, "/y")),
    labels: { "/caf%C3%A9/1/y": "/caf%c3%a9/:x/y", "/CAF%c3%a9/1/y": "/caf%c3%a9/:x/y" },
  },
  {
    name: "a router mounted twice",
    build: (app, library) => {
      const router = routerWith(library, "/x");
      app.use("/a", router).use("/b/:b", router).use("/users/me", router).use("/users/:id", router);
    },
    labels: { "/b/1/x": "/b/:b/x", "/a/x": "/a/x", "/users/7/x": "/users/:id/x", "/users/me/x": "/users/me/x" },
  },
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
    name: "a base path that nothing explains",
    build: (app, library) => {
      const router = routerWith(library, "/:id");
      app.use((request, response, next) => {
        request.baseUrl = request.url.slice(0, 5);
        router(request, response, next);
      });
    },
    labels: { "/real": "/*/:id", "/path": "/*/:id" },
  },
  {
    name: "a rewritten URL",
    build: (app, library) => {
      app.use((request, _response, next) => {
        request.url = `/v2${request.url}`;
        next();
      });
      app.use("/v2", routerWith(library, ["/a/:a", "/b"]));
    },
    labels: { "/a/1": "/v2/a/:a", "/b": "/v2/b" },
  },
  {
    name: "handlers without a route",
    build: (app, library) => {
      app.use("/graphql", ok);
      app.use("/t/:tenant/files", library.static(new URL("../src/express/route/", import.meta.url).pathname));
      app.use(
        "/api",
        library.Router().use((_request, response) => void response.status(401).send("who?")),
      );
      app.use("/sub", library().use("/inner/:x", ok));
      app.get("/passed", pass);
      app.use("/passed", ok);
      app.use((request, response, next) => (request.url === "/root" ? ok(request, response, next) : next()));
    },
    labels: {
      "/graphql": "/graphql",
      "/graphql/x": "/graphql",
      "/t/a/files/resolve-route.ts": "/t/:tenant/files",
      "/t/b/files/none": "unmatched",
      "/api/users/7": "/api",
      "/sub/inner/1/2": "/sub/inner/:x",
      "/passed": "/passed",
      "/root": "/*",
      "/none": "unmatched",
    },
  },
  {
    name: "routes added while the program runs",
    build: (app, library) => {
      const router = routerWith(library, "/x");
      app.use("/early", router);
      app.use("/add", (_request, response) => {
        app.use("/late/:id", router);
        app.get("/later/:id", ok);
        response.send("added");
      });
    },
    labels: { "/early/x": "/early/x", "/late/1/x": "unmatched", "/add": "/add", "/late/2/x": "/late/:id/x", "/later/1": "/later/:id" },
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
  {
    name: "paths and parameters with names of Object.prototype",
    build: (app, library) => app.use("/__proto__/:constructor", routerWith(library, "/:toString")),
    labels: { "/__proto__/a/b": "/__proto__/:constructor/:toString" },
  },
];

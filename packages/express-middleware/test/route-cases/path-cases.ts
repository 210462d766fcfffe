import { ok, type RouteCase, routerWith } from "./route-case.ts";

/** Paths of routes. */
export const pathCases: readonly RouteCase[] = [
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
    name: "paths and parameters with names of Object.prototype",
    build: (app, library) => app.use("/__proto__/:constructor", routerWith(library, "/:toString")),
    labels: { "/__proto__/a/b": "/__proto__/:constructor/:toString" },
  },
];

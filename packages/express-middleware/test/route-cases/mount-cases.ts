import { ok, type RouteCase, routerWith } from "./route-case.ts";

/** Routers and apps that are mounted. */
export const mountCases: readonly RouteCase[] = [
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
    name: "mounts that are regular expressions",
    build: (app, library) => {
      app.use(/^\/shop-\d+/, routerWith(library, "/x"));
      app.use(/^\/(?:ab)+c/, routerWith(library, "/x"));
      app.use(/^\/g(?<year>\d{4})\/(\w+)/, routerWith(library, "/x"));
    },
    labels: { "/shop-17/x": "/*/x", "/shop-4/x": "/*/x", "/ababc/x": "/*/x", "/g2024/abc/x": "/g:year/*/x" },
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
];

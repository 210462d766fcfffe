import { fail, ok, pass, type RouteCase, routerWith } from "./route-case.ts";

/** Requests that are passed on, fail, or find routes that came late. */
export const flowCases: readonly RouteCase[] = [
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
    name: "handlers without a route",
    build: (app, library) => {
      app.use("/graphql", ok);
      app.use("/t/:tenant/files", library.static(new URL("../../src/express/route/", import.meta.url).pathname));
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
];

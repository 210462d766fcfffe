import { UNMATCHED_ROUTE } from "@platform/metrics/define";
import type { RequestRecord } from "../../request/request-record.ts";
import { type App, lineageOf, type Route } from "./express-shape.ts";
import { ANY_MOUNT, type BasePath, ROOT } from "./mount-template.ts";
import { type MountTree, mountTree } from "./mount-tree.ts";
import { type ExpressRequest, matchOf, watchRoutes } from "./route-match.ts";
import { joinPaths, routePath } from "./route-path.ts";

/** What is known of a route in one tree of apps. */
interface KnownRoute {
  readonly app: App | undefined;
  readonly path: (url: string) => string;
  readonly baseOf: (base: string) => BasePath;
  readonly labels: Map<BasePath, Map<string, string>>;
}

/**
 * Tells the label of the route that a request took, when it has ended: `/orgs/:org/users/:id`. Never a real path, whatever the requests are.
 *
 * - A handler that was mounted without a route has the path of its mount; mounted at the root, `/*`.
 * - A response of 404 without a route is {@link UNMATCHED_ROUTE}.
 * - A tree of apps that cannot be read gives `/*`; the resolver never throws.
 */
export type RouteResolver = (request: ExpressRequest, status: number, record?: RequestRecord) => string;

export function createRouteResolver(): RouteResolver {
  const routes = new WeakMap<Route, KnownRoute>();
  const trees = new WeakMap<App, MountTree>();

  return (request, status, record) => {
    try {
      return labelOf(request, status, record);
    } catch {
      return ANY_MOUNT.name;
    }
  };

  function labelOf(request: ExpressRequest, status: number, record: RequestRecord | undefined): string {
    const match = matchOf(request, record);
    const { baseUrl = "", route } = request;
    if (route === match.current) {
      if (match.route !== undefined && isInside(match.base, baseUrl)) {
        return routeLabel(match.route, match.base, match.url, match.app, match.observed);
      }
    } else if (typeof route === "object" && route !== null) {
      watchUnwatched(request);
      return routeLabel(route as Route, baseUrl, request.url ?? "", request.app, match.observed);
    }
    if (status === 404) {
      return UNMATCHED_ROUTE;
    }
    const { app } = request;
    return baseUrl === "" || app === undefined ? ANY_MOUNT.name : treeOf(match.observed ?? app).handlerBase(baseUrl, app).name;
  }

  function routeLabel(route: Route, base: string, url: string, app: App | undefined, observed: App | undefined): string {
    let known = routes.get(route);
    if (known === undefined || known.app !== app) {
      const baseOf = app === undefined ? () => ANY_MOUNT : treeOf(observed ?? app).routeBase(route, app);
      known = { app, path: routePath(route), baseOf, labels: new Map() };
      routes.set(route, known);
    }
    const path = base === "" ? ROOT : known.baseOf(base);
    const own = known.path(url);
    let labels = known.labels.get(path);
    if (labels === undefined) {
      labels = new Map();
      known.labels.set(path, labels);
    }
    let label = labels.get(own);
    if (label === undefined) {
      label = joinPaths(path.name, own);
      labels.set(own, label);
    }
    return label;
  }

  function treeOf(app: App): MountTree {
    const top = lineageOf(app)[0] as App;
    let tree = trees.get(top);
    if (tree === undefined) {
      tree = mountTree(top);
      trees.set(top, tree);
    }
    return tree;
  }
}

/** `/a/b` is inside `/a/b`, `/a` and the root. */
function isInside(inner: string, outer: string): boolean {
  return outer === "" || inner === outer || inner.startsWith(`${outer}/`);
}

/** An app mounted on a router, instead of an app, has a request prototype of its own, on which routes are not watched yet. */
function watchUnwatched({ app }: ExpressRequest): void {
  if (app !== undefined) {
    watchRoutes(app);
  }
}

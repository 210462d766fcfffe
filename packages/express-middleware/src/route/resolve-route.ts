import { UNMATCHED_ROUTE } from "@platform/metrics/define";
import { type App, lineageOf, type Route } from "./express-shape.ts";
import { type MountChain, type MountTree, mountTree } from "./mount-chains.ts";
import { ANY_MOUNT } from "./mount-template.ts";
import { type ExpressRequest, matchOf, watchRoutes } from "./route-match.ts";
import { joinPaths, routePath } from "./route-path.ts";

/** What is known of a route in one tree of apps. */
interface KnownRoute {
  readonly app: App | undefined;
  readonly tree: MountTree | undefined;
  readonly path: (url: string) => string;
  /** Labels by base path, where that is not different in each request. */
  readonly labels: Map<string, string>;
  chains: readonly MountChain[];
  searches: number;
}

/** Spellings of a base path in upper and lower case that are kept. */
const MOST_LABELS = 16;

/** Mounts may be added while the program runs; a route that stays unreachable is searched for this often. */
const MOST_SEARCHES = 8;

/**
 * Tells the label of the route that a request took, when it has ended: `/orgs/:org/users/:id`. Never a real path, whatever the requests are.
 *
 * - A handler that was mounted without a route has the path of its mount; mounted at the root, `/*`.
 * - A response of 404 without a route is {@link UNMATCHED_ROUTE}.
 * - A tree of apps that cannot be read gives `/*`; the resolver never throws.
 */
export type RouteResolver = (request: ExpressRequest, status: number) => string;

export function createRouteResolver(): RouteResolver {
  const routes = new WeakMap<Route, KnownRoute>();
  const trees = new WeakMap<App, MountTree>();
  const handlerLabels = new WeakMap<App, Map<string, string>>();

  return (request, status) => {
    try {
      return labelOf(request, status);
    } catch {
      return ANY_MOUNT.name;
    }
  };

  function labelOf(request: ExpressRequest, status: number): string {
    const match = matchOf(request);
    const { baseUrl = "", route } = request;
    if (route === match.current) {
      if (match.route !== undefined && isInside(match.base, baseUrl)) {
        return routeLabel(match.route, match.base, match.url, match.app, match.observed);
      }
    } else if (typeof route === "object" && route !== null) {
      watchUnwatched(request);
      return routeLabel(route as Route, baseUrl, request.url ?? "", request.app, match.observed);
    }
    return status === 404 ? UNMATCHED_ROUTE : handlerLabel(baseUrl, request.app, match.observed);
  }

  function routeLabel(route: Route, base: string, url: string, app: App | undefined, observed: App | undefined): string {
    let known = routes.get(route);
    if (known === undefined || known.app !== app) {
      known = { app, tree: observed && treeOf(observed), path: routePath(route), labels: new Map(), chains: [], searches: 0 };
      routes.set(route, known);
    }
    const kept = known.labels.get(base);
    if (kept !== undefined) {
      return kept;
    }
    const { name, fixed } = base === "" ? { name: "", fixed: true } : basePath(known, route, base);
    const label = joinPaths(name, known.path(url));
    if (fixed && !Array.isArray(route.path) && known.labels.size < MOST_LABELS) {
      known.labels.set(base, label);
    }
    return label;
  }

  function basePath(known: KnownRoute, route: Route, base: string): BasePath {
    let walked = firstWalk(known.chains, base);
    if (walked === undefined && known.searches < MOST_SEARCHES && known.app !== undefined) {
      known.searches++;
      known.chains = known.tree?.chainsTo(route, known.app) ?? [];
      walked = firstWalk(known.chains, base);
    }
    return walked ?? nearestHandler(base, known.app, known.tree);
  }

  function handlerLabel(base: string, app: App | undefined, observed: App | undefined): string {
    if (base === "" || observed === undefined || app === undefined) {
      return ANY_MOUNT.name;
    }
    let labels = handlerLabels.get(app);
    if (labels === undefined) {
      labels = new Map();
      handlerLabels.set(app, labels);
    }
    let label = labels.get(base);
    if (label === undefined) {
      const { name, fixed } = nearestHandler(base, app, treeOf(observed));
      label = name;
      if (fixed && labels.size < MOST_LABELS * MOST_LABELS) {
        labels.set(base, label);
      }
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

/** Path of a router as a template; fixed if it is the same in each request. */
interface BasePath {
  readonly name: string;
  readonly fixed: boolean;
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

/** The first way that takes exactly the base path. */
function firstWalk(chains: readonly MountChain[], base: string): BasePath | undefined {
  for (const chain of chains) {
    const walked = walk(chain, base);
    if (walked?.rest === "") {
      return walked;
    }
  }
  return undefined;
}

function walk(chain: MountChain, base: string): (BasePath & { readonly rest: string }) | undefined {
  let rest = base;
  let name = "";
  let fixed = true;
  for (const mount of chain) {
    const taken = mount.take(rest);
    if (taken === undefined) {
      return undefined;
    }
    rest = rest.slice(taken.text.length);
    name += taken.template.name;
    fixed &&= taken.template.fixed;
  }
  return { name, fixed, rest };
}

/** The handler whose mounts take most of a path; of several, one with a fixed path. What is left of the path is `/*`. */
function nearestHandler(base: string, app: App | undefined, tree: MountTree | undefined): BasePath {
  const walks = app === undefined ? [] : (tree?.chainsToHandlers(app) ?? []).flatMap((chain) => walk(chain, base) ?? []);
  const [nearest] = walks.sort((a, b) => a.rest.length - b.rest.length || Number(b.fixed) - Number(a.fixed));
  if (nearest === undefined) {
    return { name: ANY_MOUNT.name, fixed: false };
  }
  return nearest.rest === "" ? nearest : { name: nearest.name + ANY_MOUNT.name, fixed: false };
}

import type { App, Route } from "./express-shape.ts";
import { type MountChain, mountChains } from "./mount-chains.ts";
import { ANY_MOUNT, type BasePath, ROOT } from "./mount-template.ts";

/** Base paths whose template is remembered, for each route; parameters make their number unbounded, and busy ones repeat. */
const MOST_REMEMBERED = 64;
const LONGEST_REMEMBERED = 100;

/** Mounts may be added while the program runs; a route whose way is not found is searched for this often. */
const MOST_SEARCHES = 8;

/** The apps and routers of a program, read when a request asks for them. */
export interface MountTree {
  /**
   * Templates of the base paths of a route's router.
   *
   * @param app - the app whose routers hold the route
   * @returns a function of `req.baseUrl` when the route was matched
   */
  routeBase(route: Route, app: App): (base: string) => BasePath;
  /**
   * Template of the mount of a handler that answered without a route.
   *
   * @param app - the innermost app that handled the request
   */
  handlerBase(base: string, app: App): BasePath;
}

/** @param top - the outermost app */
export function mountTree(top: App): MountTree {
  const chains = mountChains(top);
  const join = createJoin();
  const handlers = new WeakMap<App, (base: string) => BasePath>();

  return {
    routeBase(route, app) {
      let ways: readonly MountChain[] = [];
      let searches = 0;
      return remember((base) => {
        let found = exactWay(ways, base);
        if (found === undefined && searches < MOST_SEARCHES) {
          searches++;
          ways = chains.toRoute(route, app);
          found = exactWay(ways, base);
        }
        return found ?? nearestHandler(base, app);
      });
    },
    handlerBase(base, app) {
      let baseOf = handlers.get(app);
      if (baseOf === undefined) {
        baseOf = remember((some) => nearestHandler(some, app));
        handlers.set(app, baseOf);
      }
      return baseOf(base);
    },
  };

  /** The first way that takes the base path exactly. */
  function exactWay(ways: readonly MountChain[], base: string): BasePath | undefined {
    for (const way of ways) {
      const walked = walk(way, base);
      if (walked?.rest === "") {
        return walked.path;
      }
    }
    return undefined;
  }

  /** The handler whose mounts take most of a path; of several, one with a fixed path. What is left of the path is `/*`. */
  function nearestHandler(base: string, app: App): BasePath {
    const walks = chains.toHandlers(app).flatMap((way) => walk(way, base) ?? []);
    const [nearest] = walks.sort((a, b) => a.rest.length - b.rest.length || Number(b.path.fixed) - Number(a.path.fixed));
    return nearest === undefined ? ANY_MOUNT : nearest.rest === "" ? nearest.path : join(nearest.path, ANY_MOUNT);
  }

  function walk(way: MountChain, base: string): { readonly path: BasePath; readonly rest: string } | undefined {
    let rest = base;
    let path = ROOT;
    for (const mount of way) {
      const taken = mount.take(rest);
      if (taken === undefined) {
        return undefined;
      }
      rest = rest.slice(taken.text.length);
      path = join(path, taken.template);
    }
    return { path, rest };
  }
}

/** Joins paths so that equal ones are the same object. */
function createJoin(): (outer: BasePath, inner: BasePath) => BasePath {
  const joined = new WeakMap<BasePath, Map<BasePath, BasePath>>();
  return (outer, inner) => {
    if (outer === ROOT || inner === ROOT) {
      return outer === ROOT ? inner : outer;
    }
    let inners = joined.get(outer);
    if (inners === undefined) {
      inners = new Map();
      joined.set(outer, inners);
    }
    let path = inners.get(inner);
    if (path === undefined) {
      path = { name: outer.name + inner.name, fixed: outer.fixed && inner.fixed };
      inners.set(inner, path);
    }
    return path;
  };
}

function remember(baseOf: (base: string) => BasePath): (base: string) => BasePath {
  const remembered = new Map<string, BasePath>();
  return (base) => {
    let path = remembered.get(base);
    if (path === undefined) {
      path = baseOf(base);
      if (base.length <= LONGEST_REMEMBERED) {
        if (remembered.size === MOST_REMEMBERED) {
          remembered.clear();
        }
        remembered.set(base, path);
      }
    }
    return path;
  };
}

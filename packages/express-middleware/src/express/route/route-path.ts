import type { Layer, LayerConstructor, Route } from "./express-shape.ts";

/** Stands for a part of a path that is not the same in each request and has no name. */
export const ANY = "*";

/**
 * The path of a route inside its router, as the program wrote it. Of a list it is the element that matches.
 *
 * @returns a function of the URL that the router saw
 */
export function routePath(route: Route): (url: string) => string {
  if (!Array.isArray(route.path)) {
    const only = pathText(route.path);
    return () => only;
  }
  const elements: readonly unknown[] = route.path.flat(Number.POSITIVE_INFINITY);
  const texts = elements.map(pathText);
  const exact = layersFor(route, elements, true);
  const loose = layersFor(route, elements, false);
  return (url) => {
    const path = pathname(url);
    return texts[indexOfMatch(exact, path)] ?? texts[indexOfMatch(loose, path)] ?? texts.join("|");
  };
}

/** A text stands for itself, a RegExp for its source with slashes and flags. */
export function pathText(path: unknown): string {
  return typeof path === "string" || path instanceof RegExp ? String(path) : ANY;
}

/** `/users` and `/:id` make `/users/:id`; the root of a router has the path of the router. */
export function joinPaths(prefix: string, own: string): string {
  if (prefix === "") {
    return own === "" ? "/" : own;
  }
  if (own === "" || own === "/") {
    return prefix;
  }
  return own.startsWith("/") ? prefix + own : `${prefix}/${own}`;
}

/** A layer of the class that the route's own copy of Express uses, which its handlers are held in, too. */
function layersFor(route: Route, elements: readonly unknown[], exact: boolean): readonly Layer[] {
  const LayerOfRoute = route.stack[0]?.constructor as LayerConstructor;
  return elements.map((element) => new LayerOfRoute(stateless(element), { sensitive: exact, strict: exact, end: true }, () => {}));
}

/** A global or sticky RegExp remembers where it matched, and Express must not find it changed. */
export function stateless(path: unknown): unknown {
  return path instanceof RegExp ? new RegExp(path.source, path.flags.replace(/[gy]/g, "")) : path;
}

function indexOfMatch(layers: readonly Layer[], path: string): number {
  return layers.findIndex((layer) => {
    try {
      return layer.match(path);
    } catch {
      return false;
    }
  });
}

function pathname(url: string): string {
  const query = url.search(/[?#]/);
  const path = query === -1 ? url : url.slice(0, query);
  const scheme = path.indexOf("://");
  return path.startsWith("/") || scheme === -1 ? path : path.slice(path.indexOf("/", scheme + 3));
}

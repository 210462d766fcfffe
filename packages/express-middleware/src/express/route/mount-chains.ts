import { type App, appStack, isApp, type Layer, lineageOf, type Route, stackOf } from "./express-shape.ts";
import { appMount, layerMount, type Mount } from "./mount.ts";

/** The mounts that lead from an app's own router to a router or handler. */
export type MountChain = readonly Mount[];

/** Bounds of a search, for routers that are mounted in each other. */
const MOST_CHAINS = { route: 64, handlers: 512 } as const;
const MOST_DEPTH = 12;
const MOST_LAYERS = 20_000;

export interface MountChains {
  /**
   * All ways to a route, in the order in which Express tries them. Empty when the way leads through a function that hides its router.
   *
   * @param app - the app whose routers hold the route
   */
  toRoute(route: Route, app: App): readonly MountChain[];
  /**
   * All ways to functions, routers and apps that are mounted at a path.
   *
   * @param app - the innermost app that handled the request
   */
  toHandlers(app: App): readonly MountChain[];
}

interface Search {
  readonly chains: MountChain[];
  /** Apps between the outermost one and the one that holds the route: their mounts are closures that do not show them. */
  readonly lineage: readonly App[];
  readonly wanted: (layer: Layer) => boolean;
  readonly most: number;
  layers: number;
}

/** @param top - the outermost app */
export function mountChains(top: App): MountChains {
  const layerMounts = new WeakMap<Layer, Mount>();
  const appMounts = new WeakMap<App, Mount>();

  return {
    toRoute: (route, holder) => search(holder, (layer) => layer.route === route, MOST_CHAINS.route),
    toHandlers: (inner) => search(inner, (layer) => layer.route === undefined && !atRoot(mountOf(layer)), MOST_CHAINS.handlers),
  };

  function search(inner: App, wanted: Search["wanted"], most: number): readonly MountChain[] {
    const found: Search = { chains: [], lineage: lineageOf(inner), wanted, most, layers: 0 };
    visitApp(top, [], found);
    return found.chains;
  }

  function visitApp(visited: App, chain: MountChain, found: Search): void {
    const stack = appStack(visited);
    visitStack(stack, chain, found);
    const child = found.lineage.find((one) => one.parent === visited);
    if (child !== undefined && chain.length < MOST_DEPTH) {
      const mounts = [kept(appMounts, child, () => appMount(visited, child)), ...closureLayers(stack).map(mountOf)];
      for (const mount of mounts) {
        visitApp(child, [...chain, mount], found);
      }
    }
  }

  function visitStack(stack: readonly Layer[], chain: MountChain, found: Search): void {
    for (const layer of stack) {
      if (found.chains.length >= found.most || ++found.layers > MOST_LAYERS) {
        return;
      }
      if (found.wanted(layer)) {
        found.chains.push(layer.route === undefined ? [...chain, mountOf(layer)] : chain);
      }
      if (layer.route !== undefined || chain.length >= MOST_DEPTH) {
        continue;
      }
      const inner = stackOf(layer.handle);
      if (inner !== undefined) {
        visitStack(inner, [...chain, mountOf(layer)], found);
      } else if (isApp(layer.handle)) {
        visitApp(layer.handle, [...chain, mountOf(layer)], found);
      }
    }
  }

  function mountOf(layer: Layer): Mount {
    return kept(layerMounts, layer, () => layerMount(layer));
  }
}

/** Express mounts an app in a function of this name; a minifier may have taken the name away. */
function closureLayers(stack: readonly Layer[]): readonly Layer[] {
  const functions = stack.filter((layer) => layer.route === undefined && stackOf(layer.handle) === undefined && !isApp(layer.handle));
  const named = functions.filter((layer) => layer.name === "mounted_app");
  return named.length > 0 ? named : functions;
}

function atRoot(mount: Mount): boolean {
  return mount.take("/any/path")?.text === "";
}

function kept<K extends object, V>(map: WeakMap<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}

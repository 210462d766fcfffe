import type { Layer, Params } from "./express-shape.ts";
import { stateless } from "./route-path.ts";

/** What a mount takes from the front of a path: `/orgs/acme` of `/orgs/acme/users` for a mount at `/orgs/:org`. */
export interface Taken {
  /** Without a slash at the end; empty for a mount at the root. */
  readonly text: string;
  readonly params: Params;
}

export type TakePath = (path: string) => Taken | undefined;

/**
 * Asks a layer what it takes from a path, without leaving a trace: the layer notes its answer on a copy of itself.
 *
 * @returns a function that gives undefined where the layer does not match up to a slash or the end
 */
export function pathTaker(layer: Layer): TakePath {
  const copy: Layer = Object.assign(Object.create(Object.getPrototypeOf(layer)), layer);
  if (copy.regexp?.global || copy.regexp?.sticky) {
    copy.regexp = stateless(copy.regexp) as RegExp;
  }
  return (path) => {
    try {
      if (!copy.match(path === "" ? "/" : path)) {
        return undefined;
      }
    } catch {
      return undefined;
    }
    const { path: matched = "", params = {} } = copy;
    const text = matched.endsWith("/") ? matched.slice(0, -1) : matched;
    const next = path[text.length];
    return path.startsWith(text) && (next === undefined || next === "/") ? { text, params } : undefined;
  };
}

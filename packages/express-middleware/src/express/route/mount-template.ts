import type { Params } from "./express-shape.ts";
import { ANY } from "./route-path.ts";

/** A part of a mount path: fixed text, a parameter, or something that is neither the same each time nor has a name. */
export type MountPart = { readonly text: string } | { readonly param: string } | typeof ANY;

/** The path of one or more mounts. Equal paths of the same mounts are the same object. */
export interface BasePath {
  /** `/orgs/:org` */
  readonly name: string;
  /** The path is the same in each request, but for upper and lower case. */
  readonly fixed: boolean;
}

/** One form that the path of a mount takes. A mount has several if it lists paths or has optional parts. */
export interface MountTemplate extends BasePath {
  /** Whether a path that the mount took, with these parameters, has this form. */
  fits(text: string, params: Params): boolean;
}

export const ROOT: BasePath = { name: "", fixed: true };

/** A mount whose paths have no form that can be told. */
export const ANY_MOUNT: BasePath = { name: `/${ANY}`, fixed: false };

/**
 * @param parts - in the order of the path, with at most one {@link ANY}
 * @param params - the parameters as one match of the mount gave them, which tell `:name` from `*name`
 */
export function mountTemplate(parts: readonly MountPart[], params: Params, { ignoreCase }: { readonly ignoreCase: boolean }): MountTemplate {
  const fold = (text: string) => (ignoreCase ? text.toLowerCase() : text);
  const folded = parts.map((part) => (part === ANY || "param" in part ? part : { text: fold(part.text) }));
  const plain = folded.map((part) => (part === ANY || "param" in part ? part : { text: decoded(part.text) ?? part.text }));
  const name = folded.map((part) => (part === ANY ? ANY : "text" in part ? part.text : paramText(part.param, params[part.param]))).join("");
  const any = plain.indexOf(ANY);
  const head = any === -1 ? plain : plain.slice(0, any);
  const tail = any === -1 ? [] : plain.slice(any + 1);
  return {
    name: name.startsWith("/") ? name : `/${name}`,
    fixed: parts.every((part) => part !== ANY && "text" in part),
    fits(text, values) {
      const path = decoded(text) ?? text;
      if (any === -1 && endOf(head, path, values) === path.length) {
        return true;
      }
      const same = fold(path);
      const start = fold(fill(head, values));
      return any === -1 ? same === start : same.startsWith(start) && same.slice(start.length).endsWith(fold(fill(tail, values)));
    },
  };
}

/** Where a path that begins with these parts goes on; -1 for a path that does not, or not in the same case. */
function endOf(parts: readonly MountPart[], path: string, values: Params): number {
  let at = 0;
  for (const part of parts) {
    const text = part === ANY ? "" : "text" in part ? part.text : values[part.param];
    if (typeof text !== "string" || !path.startsWith(text, at)) {
      return -1;
    }
    at += text.length;
  }
  return at;
}

function fill(parts: readonly MountPart[], values: Params): string {
  return parts.map((part) => (part === ANY ? "" : "text" in part ? part.text : valueText(values[part.param]))).join("");
}

/** Groups without a name are numbered, and a number says nothing. */
function paramText(name: string, value: Params[string]): string {
  return /^\d+$/.test(name) ? ANY : `${Array.isArray(value) ? "*" : ":"}${name}`;
}

export function valueText(value: Params[string]): string {
  return typeof value === "string" ? value : (value?.join("/") ?? "");
}

export function decoded(text: string): string | undefined {
  if (!text.includes("%")) {
    return text;
  }
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

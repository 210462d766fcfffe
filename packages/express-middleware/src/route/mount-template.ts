import type { Params } from "./express-shape.ts";
import { ANY } from "./route-path.ts";

/** A part of a mount path: fixed text, a parameter, or something that is neither the same each time nor has a name. */
export type MountPart = { readonly text: string } | { readonly param: string } | typeof ANY;

/** One form that the path of a mount takes. A mount has several if it lists paths or has optional parts. */
export interface MountTemplate {
  readonly name: string;
  /** The path of the mount is always the same, but for upper and lower case. */
  readonly fixed: boolean;
  /** Whether a path that the mount took, with these parameters, has this form. */
  fits(text: string, params: Params): boolean;
}

export interface MountTemplateOptions {
  readonly ignoreCase: boolean;
  /** Number of parameters that a path of this form sets. */
  readonly paramCount: number;
}

/** A mount whose paths have no form that can be told. */
export const ANY_MOUNT: MountTemplate = { name: `/${ANY}`, fixed: false, fits: () => true };

/**
 * @param parts - in the order of the path, with at most one {@link ANY}
 * @param params - the parameters as one match of the mount gave them, which tell `:name` from `*name`
 */
export function mountTemplate(parts: readonly MountPart[], params: Params, { ignoreCase, paramCount }: MountTemplateOptions): MountTemplate {
  const fold = (text: string) => (ignoreCase ? text.toLowerCase() : text);
  const any = parts.indexOf(ANY);
  const head = any === -1 ? parts : parts.slice(0, any);
  const tail = any === -1 ? [] : parts.slice(any + 1);
  const fill = (some: readonly MountPart[], values: Params) => {
    let filled = "";
    for (const part of some) {
      filled += part === ANY ? "" : "text" in part ? (decoded(part.text) ?? part.text) : valueText(values[part.param]);
    }
    return fold(filled);
  };
  const name = parts.map((part) => (part === ANY ? ANY : "text" in part ? fold(part.text) : paramText(part.param, params[part.param]))).join("");
  return {
    name: name === "" || name.startsWith("/") ? name : `/${name}`,
    fixed: parts.every((part) => part !== ANY && "text" in part),
    fits(text, values) {
      if (countParams(values) !== paramCount) {
        return false;
      }
      const path = fold(decoded(text) ?? text);
      const start = fill(head, values);
      return any === -1 ? path === start : path.startsWith(start) && path.slice(start.length).endsWith(fill(tail, values));
    },
  };
}

/** Groups without a name are numbered, and a number says nothing. */
function paramText(name: string, value: Params[string]): string {
  return /^\d+$/.test(name) ? ANY : `${Array.isArray(value) ? "*" : ":"}${name}`;
}

export function valueText(value: Params[string]): string {
  return typeof value === "string" ? value : (value?.join("/") ?? "");
}

export function countParams(params: Params): number {
  let count = 0;
  for (const name in params) {
    if (params[name] !== undefined) {
      count++;
    }
  }
  return count;
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

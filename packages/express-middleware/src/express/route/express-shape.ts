/**
 * What is read of Express, the same in versions 4 and 5 and in every copy of them. Nothing of it is imported, wrapped or replaced.
 */
export interface Layer {
  readonly name: string;
  readonly handle: unknown;
  readonly route?: Route | undefined;
  /** Sets `path` and `params` of the layer it is called on. */
  match(path: string): boolean;
  readonly path?: string | undefined;
  readonly params?: Params | undefined;
  /** In version 4. */
  regexp?: RegExp;
}

/** Decoded values by name: one for `:name`, one for each segment of `*name` in version 5; unnamed groups are numbered. */
export type Params = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface LayerOptions {
  readonly sensitive: boolean;
  readonly strict: boolean;
  readonly end: boolean;
}

export type LayerConstructor = new (path: unknown, options: LayerOptions, handle: () => void) => Layer;

export interface Route {
  /** As the program wrote it: a text, a RegExp, or a list of them. */
  readonly path: unknown;
  readonly stack: readonly object[];
}

export interface App {
  /** Prototype of each request that the app handles. */
  readonly request: object;
  /** The app that this one was mounted on by `app.use`. */
  readonly parent?: App | undefined;
  /** Path of the latest such mount, as the program wrote it. */
  readonly mountpath?: unknown;
}

/** The stack of a router, or undefined for any other handler. */
export function stackOf(handle: unknown): readonly Layer[] | undefined {
  const { stack } = (handle ?? {}) as { readonly stack?: unknown };
  return Array.isArray(stack) ? (stack as readonly Layer[]) : undefined;
}

/** Express asks an app the same two questions when it is mounted. */
export function isApp(handle: unknown): handle is App {
  const { handle: dispatch, set } = (handle ?? {}) as { readonly handle?: unknown; readonly set?: unknown };
  return typeof dispatch === "function" && typeof set === "function";
}

/** The stack of an app's own router: `_router` in version 4, where reading `router` throws, and `router` in version 5. */
export function appStack(app: App): readonly Layer[] {
  const { _router } = app as { readonly _router?: unknown };
  try {
    return stackOf(_router ?? (app as { readonly router?: unknown }).router) ?? [];
  } catch {
    return [];
  }
}

/** An app, the app it is mounted on, and so on, from the outermost to the app itself. */
export function lineageOf(app: App): readonly App[] {
  const apps: App[] = [];
  for (let each: App | undefined = app; each !== undefined && !apps.includes(each); each = each.parent) {
    apps.unshift(each);
  }
  return apps;
}

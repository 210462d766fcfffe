import { noteError } from "../request/request-record.ts";
import { type App, appStack, type Layer, stackOf } from "./route/express-shape.ts";

type ErrorHandler = (error: unknown, request: object, response: object, next: (error?: unknown) => void) => unknown;

/** Error handlers of programs, as we have put them in their layers, and our own. */
const WATCHED = new WeakSet<object>();

/** Routers that have our own error handler as their last. */
const ENDED = new WeakMap<object, object>();

const MET = new WeakSet<App>();

const MOST_DEPTH = 12;

/**
 * Takes note of the errors that reach the error handlers of an app, and of those that reach none of them. Each handler is called as before, with the
 * same error, and what it does is not looked at.
 *
 * A handler that is added later is seen after the first request that fails without a known error.
 */
export function watchErrors(app: App): void {
  try {
    watchStack(appStack(app), 0);
    watchEnd(app);
  } catch {
    // An app that is not as Express makes it: its errors are not known.
  }
}

/** Apps that are mounted on others are met when a request comes to one of their routes. */
export function watchErrorsOnce(app: App): void {
  if (!MET.has(app)) {
    MET.add(app);
    watchErrors(app);
  }
}

function watchStack(stack: readonly Layer[], depth: number): void {
  for (const layer of stack) {
    const { handle } = layer as { handle: unknown };
    const inner = stackOf(handle);
    if (inner !== undefined && depth < MOST_DEPTH) {
      watchStack(inner, depth + 1);
    } else if (typeof handle === "function" && handle.length === 4 && !WATCHED.has(handle)) {
      const watching = watch(handle as ErrorHandler);
      WATCHED.add(watching);
      (layer as { handle: unknown }).handle = watching;
    }
  }
}

function watch(handle: ErrorHandler): ErrorHandler {
  return function (this: unknown, error, request, response, next) {
    noteError(request, error);
    return handle.call(this, error, request, response, next);
  };
}

/** An error that no handler of the program takes goes to Express; a last handler sees it on its way. */
function watchEnd(app: App): void {
  const { use } = app as { readonly use?: (handler: ErrorHandler) => unknown };
  const stack = appStack(app);
  const last = stack.at(-1);
  if (use === undefined || (last !== undefined && ENDED.get(app) === last)) {
    return;
  }
  const pass: ErrorHandler = (error, request, _response, next) => {
    noteError(request, error);
    next(error);
  };
  WATCHED.add(pass);
  use.call(app, pass);
  const added = appStack(app).at(-1);
  if (added !== undefined) {
    ENDED.set(app, added);
  }
}

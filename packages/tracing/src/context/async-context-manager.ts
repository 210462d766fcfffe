import { AsyncLocalStorage, AsyncResource } from "node:async_hooks";
import { EventEmitter } from "node:events";
import { type Context, type ContextManager, ROOT_CONTEXT } from "@opentelemetry/api";
import { bindEmitter } from "./bind-emitter.ts";

/** Nobody waits for the resource of a call that has ended. */
const RUN = { requireManualDestroy: true } as const;

/** Carries the active context along promises, timers and callbacks. */
export class AsyncContextManager implements ContextManager {
  readonly #storage = new AsyncLocalStorage<Context>();

  active(): Context {
    return this.#storage.getStore() ?? ROOT_CONTEXT;
  }

  with<A extends unknown[], F extends (...args: A) => ReturnType<F>>(
    context: Context,
    fn: F,
    thisArg?: ThisParameterType<F>,
    ...args: A
  ): ReturnType<F> {
    return this.run(context, () => Reflect.apply(fn, thisArg, args) as ReturnType<F>);
  }

  /**
   * The same as {@link with}, for a function that takes nothing. A resource goes back to what was active before, whatever was entered in it;
   * `run` of the storage would copy all that is active once more for that.
   */
  run<T>(context: Context, fn: () => T): T {
    return new AsyncResource("Context", RUN).runInAsyncScope(enterAndCall<T>, undefined, this.#storage, context, fn);
  }

  /** Makes a context the active one for the rest of this turn and all that comes of it. */
  enter(context: Context): void {
    this.#storage.enterWith(context);
  }

  bind<T>(context: Context, target: T): T {
    if (target instanceof EventEmitter) {
      return bindEmitter(target, (listener) => this.#bindFunction(context, listener)) as T;
    }
    return typeof target === "function" ? (this.#bindFunction(context, target as never) as T) : target;
  }

  enable(): this {
    return this;
  }

  disable(): this {
    this.#storage.disable();
    return this;
  }

  #bindFunction<A extends unknown[]>(context: Context, fn: (...args: A) => unknown): (...args: A) => unknown {
    const run = <T>(call: () => T): T => this.run(context, call);
    const bound = function (this: unknown, ...args: A): unknown {
      return run(() => Reflect.apply(fn, this, args));
    };
    Object.defineProperty(bound, "length", { value: fn.length, configurable: true });
    return bound;
  }
}

function enterAndCall<T>(storage: AsyncLocalStorage<Context>, context: Context, fn: () => T): T {
  storage.enterWith(context);
  return fn();
}

import type { EventEmitter } from "node:events";

type Listener = (...args: unknown[]) => unknown;

const ADDERS = ["on", "addListener", "once", "prependListener", "prependOnceListener"] as const;
const REMOVERS = ["off", "removeListener"] as const;

/** Emitters that are bound already, with what binds their listeners now. */
const BOUND = new WeakMap<EventEmitter, { bind: (listener: Listener) => Listener }>();

/**
 * Runs the listeners that are added from now on as `bind` makes them. They are removed, and shown by `listeners()`, as what they were made of.
 * Bound again, only what is added afterwards changes.
 */
export function bindEmitter<E extends EventEmitter>(emitter: E, bind: (listener: Listener) => Listener): E {
  const before = BOUND.get(emitter);
  if (before !== undefined) {
    before.bind = bind;
    return emitter;
  }
  const state = { bind };
  BOUND.set(emitter, state);
  const boundOf = new WeakMap<Listener, Listener>();
  /** `once` of Node calls `on` of the emitter with a listener of its own: one layer is enough. */
  let adding = false;
  for (const name of ADDERS) {
    const add = emitter[name] as (event: string | symbol, listener: Listener) => E;
    Object.defineProperty(emitter, name, {
      configurable: true,
      writable: true,
      value(this: E, event: string | symbol, listener: Listener) {
        if (adding || typeof listener !== "function") {
          return add.call(this, event, listener);
        }
        let bound = boundOf.get(listener);
        if (bound === undefined) {
          bound = Object.assign(state.bind(listener), { listener });
          boundOf.set(listener, bound);
        }
        adding = true;
        try {
          return add.call(this, event, bound);
        } finally {
          adding = false;
        }
      },
    });
  }
  for (const name of REMOVERS) {
    const remove = emitter[name] as (event: string | symbol, listener: Listener) => E;
    Object.defineProperty(emitter, name, {
      configurable: true,
      writable: true,
      value(this: E, event: string | symbol, listener: Listener) {
        return remove.call(this, event, (typeof listener === "function" && boundOf.get(listener)) || listener);
      },
    });
  }
  return emitter;
}

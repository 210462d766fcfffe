import type { Stoppable } from "../instruments/instrument.ts";

/** A method whose arguments and result are passed on as they are. */
export type Method = (this: unknown, ...args: unknown[]) => unknown;

/**
 * Puts a method on one object, in front of the one that it has; its class stays as it is. Once stopped, the object has its own method again,
 * or, where somebody else has wrapped ours in the meantime, ours only passes calls on.
 */
export function replaceMethod(target: object, name: string, replace: (original: Method) => Method): Stoppable {
  const before = Object.getOwnPropertyDescriptor(target, name);
  const original = Reflect.get(target, name) as Method;
  const measured = replace(original);
  let stopped = false;
  const replacement: Method = function (...args) {
    return Reflect.apply(stopped ? original : measured, this, args);
  };
  Object.defineProperty(target, name, { value: replacement, configurable: true, writable: true, enumerable: before?.enumerable ?? false });
  return {
    stop() {
      stopped = true;
      if (Object.getOwnPropertyDescriptor(target, name)?.value !== replacement) {
        return;
      }
      if (before === undefined) {
        Reflect.deleteProperty(target, name);
      } else {
        Object.defineProperty(target, name, before);
      }
    },
  };
}

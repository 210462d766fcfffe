/** Told once how a call ended; without an error when it succeeded. */
export type Finish = (error?: unknown) => void;

/**
 * Makes a call and reports its end: at once if it throws, otherwise when the promise that it returns is settled. A caller sees the same result;
 * a rejection that nobody handles stays one.
 */
export function watchResult(call: () => unknown, finish: Finish): unknown {
  let result: unknown;
  try {
    result = call();
  } catch (error) {
    finish(error);
    throw error;
  }
  if (!isThenable(result)) {
    return result;
  }
  return result.then(
    (value) => {
      finish();
      return value;
    },
    (error) => {
      finish(error ?? new Error("rejected without an error"));
      throw error;
    },
  );
}

/** A callback, as Node's are, that reports before it does its own work. */
export function watchCallback(callback: (...args: unknown[]) => unknown, finish: Finish): (...args: unknown[]) => unknown {
  return function (this: unknown, ...args) {
    finish(args[0] ?? undefined);
    return Reflect.apply(callback, this, args);
  };
}

function isThenable(value: unknown): value is Promise<unknown> {
  return typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function";
}

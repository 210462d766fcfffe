import { context, propagation, ROOT_CONTEXT } from "@opentelemetry/api";

/** A trace and its baggage as headers: plain data, to be put into a message, a row or a `workerData`. */
export type Carrier = Readonly<Record<string, string>>;

/** The active trace, for something that goes on elsewhere: in a worker, behind a queue, after a restart. */
export function carry(): Carrier {
  const carrier: Record<string, string> = {};
  propagation.inject(context.active(), carrier);
  return carrier;
}

/** Runs a function in the trace that was carried here. What is not valid in a carrier is left out. */
export function resume<T>(carrier: Carrier | undefined, fn: () => T): T {
  return context.with(propagation.extract(ROOT_CONTEXT, carrier ?? {}), fn);
}

/** The function, bound to the trace that is active now: for callbacks of pools and emitters, which are called by whoever comes to them. */
export function bound<F extends (...args: never[]) => unknown>(fn: F): F {
  return context.bind(context.active(), fn);
}

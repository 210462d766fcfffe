import type { Stoppable } from "../instruments/instrument.ts";
import type { MetricRegistry } from "./metric-registry.ts";

/** Marks what is measured with its measurements, across copies of this package. */
const MEASUREMENTS = Symbol.for("@platform/metrics/measurements");

interface Shared {
  users: number;
  readonly measurement: Stoppable;
}

/**
 * Begins to measure something for a registry, or joins the measurement that is under way: nothing is counted twice, and it goes on until
 * its last user has stopped it. For packages that measure what a program has once.
 *
 * @param measured - a pool, a channel; or what a process has only one of, by a symbol of the global registry of symbols
 */
export function shareMeasurement(measured: object | symbol, registry: MetricRegistry, begin: () => Stoppable): Stoppable {
  const [holder, key]: readonly [object, object | symbol] = typeof measured === "symbol" ? [registry, measured] : [measured, registry];
  const measurements = measurementsOf(holder);
  const shared = measurements.get(key) ?? { users: 0, measurement: begin() };
  measurements.set(key, shared);
  shared.users++;
  let stopped = false;
  return {
    stop() {
      if (stopped) {
        return;
      }
      stopped = true;
      shared.users--;
      if (shared.users === 0) {
        measurements.delete(key);
        shared.measurement.stop();
      }
    },
  };
}

function measurementsOf(holder: { [MEASUREMENTS]?: Map<object | symbol, Shared> }): Map<object | symbol, Shared> {
  if (!Object.hasOwn(holder, MEASUREMENTS)) {
    Object.defineProperty(holder, MEASUREMENTS, { value: new Map() });
  }
  return holder[MEASUREMENTS] as Map<object | symbol, Shared>;
}

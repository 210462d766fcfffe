import type { Stoppable } from "../instruments/instrument.ts";
import type { MetricRegistry } from "../registry/metric-registry.ts";

/** Marks what is measured with its measurements, across copies of this package. */
const MEASUREMENTS = Symbol.for("@platform/metrics/clients");

interface Shared {
  users: number;
  readonly measurement: Stoppable;
}

/**
 * Begins to measure a target for a registry, or joins the measurement that is under way: nothing is counted twice, and it goes on until
 * its last user has stopped it.
 */
export function shareMeasurement(target: object, registry: MetricRegistry, begin: () => Stoppable): Stoppable {
  const measurements = measurementsOf(target);
  const shared = measurements.get(registry) ?? { users: 0, measurement: begin() };
  measurements.set(registry, shared);
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
        measurements.delete(registry);
        shared.measurement.stop();
      }
    },
  };
}

function measurementsOf(target: { [MEASUREMENTS]?: Map<MetricRegistry, Shared> }): Map<MetricRegistry, Shared> {
  if (!Object.hasOwn(target, MEASUREMENTS)) {
    Object.defineProperty(target, MEASUREMENTS, { value: new Map() });
  }
  return target[MEASUREMENTS] as Map<MetricRegistry, Shared>;
}

import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import type { Gauge, Stoppable } from "../instruments/instrument.ts";

interface DelayGauges {
  readonly nodejsEventloopDelayP50?: Gauge<Record<never, never>>;
  readonly nodejsEventloopDelayP99?: Gauge<Record<never, never>>;
  readonly nodejsEventloopDelayMax?: Gauge<Record<never, never>>;
}

/** Interval of the timer whose delay is measured, in the event loop itself and not in JavaScript. */
const RESOLUTION_MILLISECONDS = 10;

/** A window lasts at least so long, so that each of two Prometheus servers that scrape in turns sees one with samples. */
const WINDOW_MILLISECONDS = 5000;

/** Delay of the event loop since the scrape before, or since an earlier one if that was a moment ago. */
export function observeEventloopDelay(gauges: DelayGauges): Stoppable {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MILLISECONDS });
  delay.enable();
  let begun = performance.now();
  gauges.nodejsEventloopDelayP50?.onCollect((gauge) => gauge.set(delaySeconds(delay.percentile(50))));
  gauges.nodejsEventloopDelayP99?.onCollect((gauge) => gauge.set(delaySeconds(delay.percentile(99))));
  gauges.nodejsEventloopDelayMax?.onCollect((gauge) => {
    gauge.set(delaySeconds(delay.max));
    if (performance.now() - begun >= WINDOW_MILLISECONDS) {
      begun = performance.now();
      setImmediate(() => delay.reset());
    }
  });
  return { stop: () => void delay.disable() };
}

function delaySeconds(intervalNanoseconds: number): number {
  return Math.max(0, intervalNanoseconds / 1e6 - RESOLUTION_MILLISECONDS) / 1000;
}

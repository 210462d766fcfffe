import { lossCounters } from "../registry/loss-counters.ts";
import type { MetricRegistry } from "../registry/metric-registry.ts";
import { ChunkPool } from "./chunk-pool.ts";
import { createRegistryCollector } from "./collect-registry.ts";
import type { ExpositionFormat } from "./format.ts";
import { renderText } from "./render-text.ts";

/** Renders all metrics of a registry. Never rejects for what a metric does. */
export type RegistryRenderer = (format: ExpositionFormat) => Promise<readonly Buffer[]>;

/**
 * Makes a renderer that writes the metrics of this package from their tables and lets those of prom-client through.
 *
 * @param pool - where pages take their memory; who has done with a page may give it back
 */
export function createRegistryRenderer(registry: MetricRegistry, pool = new ChunkPool()): RegistryRenderer {
  const collect = createRegistryCollector(registry, lossCounters(registry));
  return async (format) => {
    const metrics = await collect();
    if (format !== "protobuf") {
      return renderText(metrics, { registry, format, pool });
    }
    // Few scrapers ask for it: what writes it is loaded with the first one.
    const { renderProto } = await import("./render-proto.ts");
    return renderProto(metrics, { registry });
  };
}

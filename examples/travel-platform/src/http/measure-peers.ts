import type { MetricRegistry, Stoppable } from "@platform/metrics";
import { measureHttpClient } from "@platform/metrics/clients";

export interface MeasurePeersOptions {
  readonly registry: MetricRegistry;
  /** Base URLs without a slash at the end, by the name of the service. */
  readonly urls: Readonly<Record<string, string>>;
}

/** Measures what is asked of other services, under their names. Whatever else the process sends, such as spans and lines, is left out. */
export function measurePeers({ registry, urls }: MeasurePeersOptions): Stoppable {
  const peers = Object.entries(urls).map(([name, url]) => ({ name, base: `${new URL(url).href.replace(/\/$/, "")}/` }));
  return measureHttpClient({ registry, peerOf: ({ href }) => peers.find(({ base }) => href.startsWith(base))?.name });
}

import { type ParsedSample, parseExposition } from "@platform/metrics/testing";
import type { Registry } from "prom-client";

/** Series of a metric as a scraper sees them, by their label values joined by spaces; `-` for an empty one. */
export async function seriesOf(registry: Registry, metric: string): Promise<Record<string, number>> {
  const samples = parseExposition(await registry.metrics()).flatMap((family) => family.samples);
  const values = ({ labels }: ParsedSample) => Object.values(labels).map((value) => value || "-");
  return Object.fromEntries(samples.filter(({ name }) => name === metric).map((sample) => [values(sample).join(" "), sample.value]));
}

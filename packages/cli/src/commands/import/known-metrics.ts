import * as defined from "@platform/metrics/define";
import * as stack from "@platform/stack/define";
import { probeHttp } from "@platform/synthetics/define";

/** Where a metric is defined already. */
export type Known =
  | { readonly kind: "metric"; readonly exportName: string }
  /** Of a program that others wrote: `uses: [node()]`. */
  | { readonly kind: "exporter"; readonly exportName: string };

/** Exporters as they are without options; one that has to be told what to probe gets something. */
const { blackbox, ...others } = stack;
const exporters = { ...others, blackbox: () => blackbox({ probes: [probeHttp("any", { of: "endpoint", target: "http://localhost" })] }) };

/** The metrics that the packages define, by name: of services in `@platform/metrics/define`, of other programs in `@platform/stack/define`. */
export function knownMetrics(): ReadonlyMap<string, Known> {
  const ofExporters = Object.entries(exporters).flatMap(([exportName, make]) =>
    make().metrics.map(({ name }) => [name, { kind: "exporter", exportName }] as const),
  );
  const metrics = Object.entries(defined).flatMap(([exportName, value]) =>
    isMetric(value) ? [[value.name, { kind: "metric", exportName }] as const] : [],
  );
  return new Map<string, Known>([...ofExporters, ...metrics]);
}

function isMetric(value: unknown): value is defined.MetricDefinition {
  return typeof value === "object" && value !== null && "kind" in value && "name" in value && "labels" in value && "help" in value;
}

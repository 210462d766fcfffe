import { DefinitionError, type MetricDefinition } from "@platform/metrics/define";
import type { Sli } from "./sli.ts";
import type { SloDefinition } from "./slo-definition.ts";

export interface ServiceReads {
  /** Name of the service. */
  readonly name: string;
  readonly slos: readonly SloDefinition[];
  /** Every metric that the service exposes. */
  readonly metrics: ReadonlySet<MetricDefinition>;
}

/**
 * Whether the SLOs of a service read what it exposes, and composites the SLOs that there are.
 *
 * @throws DefinitionError `slo_metric_foreign`, `composite_part_foreign`
 */
export function checkReads({ name, slos, metrics }: ServiceReads): void {
  for (const slo of slos) {
    const foreign = metricsOfSli(slo.sli).find((metric) => !metrics.has(metric));
    if (foreign !== undefined) {
      throw new DefinitionError(
        "slo_metric_foreign",
        `SLO "${slo.name}" reads ${foreign.name}, which is not among the metrics of service "${name}".`,
      );
    }
    const strange = slo.sli.kind === "composite" ? slo.sli.parts.find((part) => !(part.service?.slos ?? slos).includes(part.slo)) : undefined;
    if (strange !== undefined) {
      const owner = strange.service?.name ?? name;
      throw new DefinitionError(
        "composite_part_foreign",
        `SLO "${slo.name}" is made of "${strange.slo.name}", which is not among the SLOs of service "${owner}".`,
      );
    }
  }
}

/** Metrics that an SLI of a service names itself; those of a probe with a job of its own are not among them. */
export function metricsOfSli(sli: Sli): readonly MetricDefinition[] {
  switch (sli.kind) {
    case "event-ratio":
      return [sli.good.metric, sli.total.metric];
    case "threshold":
    case "native-threshold":
      return [sli.metric];
    case "probe-success":
      return sli.job === undefined ? [sli.metric] : [];
    case "time-slice":
      return metricsOfSli(sli.of);
    default:
      return [];
  }
}

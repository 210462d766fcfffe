import { type MetricDefinition, placeOf } from "@platform/metrics/define";
import type { Check } from "./checks.ts";

/** Two services that expose different things under one name: a query over both adds up what does not belong together. */
export const metricShape: Check = ({ services }) => {
  const first = new Map<string, { readonly metric: MetricDefinition; readonly service: string }>();
  return services.flatMap(({ service, metrics }) =>
    metrics.flatMap((metric) => {
      const known = first.get(metric.name);
      if (known === undefined) {
        first.set(metric.name, { metric, service: service.name });
        return [];
      }
      const differs = known.metric === metric ? [] : differences(known.metric, metric);
      return differs.map((difference) => ({
        severity: "error",
        subject: `metric ${metric.name} of service ${service.name}`,
        message: `It has ${difference} in service ${known.service}.`,
        place: placeOf(metric),
      }));
    }),
  );
};

/** What differs, without the values of labels: each service has its own of those. */
function differences(one: MetricDefinition, other: MetricDefinition): readonly string[] {
  const labels = (metric: MetricDefinition) => Object.keys(metric.labels).sort().join(", ") || "no label";
  const buckets = (metric: MetricDefinition) => (metric.kind === "histogram" ? metric.buckets.join(", ") : "");
  return [
    ...(one.kind === other.kind ? [] : [`another kind (${one.kind}, here ${other.kind})`]),
    ...(labels(one) === labels(other) ? [] : [`other labels (${labels(one)}; here ${labels(other)})`]),
    ...(one.kind === other.kind && buckets(one) !== buckets(other) ? ["other buckets"] : []),
    ...(JSON.stringify(one.unit) === JSON.stringify(other.unit)
      ? []
      : [`another unit (${JSON.stringify(one.unit)}, here ${JSON.stringify(other.unit)})`]),
  ];
}

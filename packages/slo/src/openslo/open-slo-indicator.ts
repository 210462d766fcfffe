import { print, type Selector } from "@platform/promql";
import type { ServiceDefinition } from "../definition/service-definition.ts";
import type { SloDefinition } from "../definition/slo-definition.ts";
import { eventSource, type PlainSource, slicedSource } from "../rules/event-source.ts";
import type { OpenSloIndicator, OpenSloMetric, OpenSloObjective } from "./open-slo-document.ts";

/** How OpenSLO says what is measured, and against which value where that is not a ratio. */
export interface IndicatorOfSlo {
  readonly indicator: OpenSloIndicator;
  readonly limit: Pick<OpenSloObjective, "op" | "value">;
}

/** The indicator of each event source: one, or as many as a composite has parts. */
export function indicatorsOf(service: ServiceDefinition, slo: SloDefinition): readonly IndicatorOfSlo[] {
  const source = slicedSource(service, slo) ?? eventSource(service, slo);
  return source.kind === "weighted"
    ? source.parts.map((part, index) => indicatorOf(part.source, `${slo.name}-${index + 1}`))
    : [indicatorOf(source, slo.name)];
}

function indicatorOf(source: PlainSource, name: string): IndicatorOfSlo {
  const metadata = { name };
  switch (source.kind) {
    case "bad-counted": {
      const ratioMetric = { counter: true, bad: metric(source.bad), total: metric(source.total) } as const;
      return { indicator: { metadata, spec: { ratioMetric } }, limit: {} };
    }
    case "good-counted": {
      const ratioMetric = { counter: true, good: metric(source.good), total: metric(source.total) } as const;
      return { indicator: { metadata, spec: { ratioMetric } }, limit: {} };
    }
    case "sampled": {
      const limit = source.one === "good" ? ({ op: "gte", value: 1 } as const) : ({ op: "lte", value: 0 } as const);
      return { indicator: { metadata, spec: { thresholdMetric: metric(source.total) } }, limit };
    }
    case "native":
      return { indicator: { metadata, spec: { thresholdMetric: metric(source.total) } }, limit: { op: "lte", value: source.bound } };
  }
}

function metric(selector: Selector): OpenSloMetric {
  return { metricSource: { type: "Prometheus", spec: { query: print(selector) } } };
}

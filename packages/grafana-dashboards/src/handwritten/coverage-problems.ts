import { placeOf } from "@platform/metrics/define";
import type { Model, Problem } from "../model/model.ts";
import type { Asked } from "./check-handwritten.ts";

/** Metrics of a platform's own that no handwritten panel or rule reads. */
export function coverageProblems(asked: readonly Asked[], model: Model | undefined): readonly Problem[] {
  const read = new Set(asked.flatMap(({ use }) => use.selectors.map(({ series }) => series.name)));
  const own = (model?.services ?? []).flatMap(({ service }) => Object.values(service.metrics).map((metric) => [metric, service.name] as const));
  const unread = Map.groupBy(
    own.filter(([{ name }]) => !read.has(name)),
    ([{ name }]) => name,
  );
  return [...unread].map(([name, some]) => {
    const place = some[0] && placeOf(some[0][0]);
    const message = `${some.map(([, service]) => service).join(", ")} ${some.length === 1 ? "exposes" : "expose"} it; no panel and no rule of these files reads it.`;
    return { check: "metric-shown", severity: "warning", subject: `metric ${name}`, message, ...(place && { place }) };
  });
}

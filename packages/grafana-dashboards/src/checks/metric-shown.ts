import { placeOf } from "@platform/metrics/define";
import type { Check } from "./checks.ts";

/** A metric of a service's own that costs memory and that nobody sees: no panel draws it and no rule reads it. */
export const metricShown: Check = (model, { uses }) => {
  const read = new Set(uses.flatMap(({ selectors }) => selectors.map(({ series }) => series.name)));
  const unseen = new Map<string, { readonly place: ReturnType<typeof placeOf>; readonly services: string[] }>();
  for (const { service } of model.services) {
    for (const metric of Object.values(service.metrics).filter(({ name }) => !read.has(name))) {
      const entry = unseen.get(metric.name) ?? { place: placeOf(metric), services: [] };
      unseen.set(metric.name, entry);
      entry.services.push(service.name);
    }
  }
  return [...unseen].map(([name, { place, services }]) => ({
    severity: "warning",
    subject: `metric ${name}`,
    message: `${services.join(", ")} ${services.length === 1 ? "exposes" : "expose"} it; no panel and no rule reads it.`,
    place,
  }));
};

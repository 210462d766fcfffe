import { select } from "@platform/promql";
import type { Annotation } from "../model/model.ts";
import { firingAlerts } from "../model/prometheus-series.ts";

/** Marks the times at which an alert fired: of the chosen services, or of everything. */
export function alertAnnotation({ ofChosen }: { readonly ofChosen: boolean }): Annotation {
  return {
    name: "Alerts",
    expression: select(firingAlerts, { alertstate: "firing", ...(ofChosen && { service: { matches: "$job" } }) }),
    title: "{{alertname}}",
    text: "{{severity}}",
    color: "red",
  };
}

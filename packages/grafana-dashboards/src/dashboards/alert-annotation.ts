import { alerts, select } from "@platform/promql";
import type { Annotation } from "../model/model.ts";

/** Marks the times at which an alert fired that somebody answers to: of the chosen services, or of everything. */
export function alertAnnotation({ ofChosen }: { readonly ofChosen: boolean }): Annotation {
  return {
    name: "Alerts",
    expression: select(alerts, {
      alertstate: "firing",
      severity: { matches: "critical|warning" },
      ...(ofChosen && { service: { matches: "$job" } }),
    }),
    title: "{{alertname}}",
    text: "{{severity}}",
    color: "red",
  };
}

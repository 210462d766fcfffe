import { type AlertDefinition, type AlertDefinitions, mapSelectors, type Signal, signalExpression } from "@platform/alerts";
import { labelsOf, templateText } from "@platform/promql";
import type { Panel, Threshold } from "../model/model.ts";
import { panel, show } from "./panel.ts";
import { ofChosen } from "./scope.ts";
import { alertTitle, isFault, watchedBy } from "./watched.ts";

const COLORS = { critical: "red", warning: "orange", info: "yellow" } as const;

/** One panel for each alert that watches a number which moves, with a line at each of its limits; faults share a panel of their own. */
export function alertPanels(alerts: AlertDefinitions): readonly Panel[] {
  return Object.entries(alerts).flatMap(([name, alert]) => {
    const signal = watchedBy(alert);
    return signal === undefined || isFault(alert) ? [] : [alertPanel(name, alert, signal)];
  });
}

function alertPanel(name: string, { levels, description }: AlertDefinition, signal: Signal): Panel {
  const expression = signalExpression(mapSelectors(signal, ofChosen));
  const labels = [...labelsOf(expression).keys()].filter((label) => label !== "job");
  return panel("timeseries", {
    title: alertTitle(name),
    description: plainText(description),
    queries: [show(expression, labels.length === 0 ? "{{job}}" : labels.map((label) => `{{${label}}}`).join(" "))],
    width: 8,
    height: 7,
    // What has not happened yet, and what a target does not have, is no line.
    mayBeEmpty: "nothing of the kind has happened, or the target has no such part",
    thresholds: thresholdsOf(levels),
    options: { thresholdLines: levels.some(({ limit }) => limit !== undefined) },
  });
}

function thresholdsOf(levels: AlertDefinition["levels"]): readonly Threshold[] {
  const marks = levels.flatMap(({ limit, severity }) => (limit === undefined ? [] : [{ from: limit, color: COLORS[severity] }]));
  return marks.length === 0 ? [] : [{ from: null, color: "green" }, ...marks.toSorted((one, other) => one.from - other.from)];
}

/** A description without what only an alert can fill in. */
function plainText(description: string): string {
  return templateText(
    description
      .replace(/\{\{[^}]*\}\}/g, "…")
      .replaceAll("{value}", "…")
      .replaceAll("{limit}", "…"),
  );
}

import { type AlertDefinition, type AlertDefinitions, mapSelectors, type Signal, signalExpression } from "@platform/alerts";
import { labelsOf, type Selector, templateText } from "@platform/promql";
import type { Panel, Threshold } from "../model/model.ts";
import { panel, show } from "./panel.ts";
import { ofChosen } from "./scope.ts";

const COLORS = { critical: "red", warning: "orange", info: "yellow" } as const;

/** One panel for each alert that watches a number, with a line at each of its limits. */
export function alertPanels(alerts: AlertDefinitions): readonly Panel[] {
  return Object.entries(alerts).flatMap(([name, alert]) => {
    const signal = signalOf(alert);
    return signal === undefined ? [] : [alertPanel(name, alert, signal)];
  });
}

function alertPanel(name: string, { levels, description }: AlertDefinition, signal: Signal): Panel {
  const expression = signalExpression(mapSelectors(signal, ofChosen));
  const labels = [...labelsOf(expression).keys()].filter((label) => label !== "job");
  return panel("timeseries", {
    title: titleOf(name),
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

/** What an alert watches, if that is a number. */
function signalOf({ condition }: AlertDefinition): Signal | undefined {
  switch (condition.kind) {
    case "above":
    case "below":
      return condition.signal;
    case "filling": {
      const level = (of: Selector): Signal => ({ kind: "gauge", of, per: "series", operator: "sum", averageSeconds: 0 });
      return { kind: "ratio", part: level(condition.of), whole: level(condition.size) };
    }
    default:
      return undefined;
  }
}

function thresholdsOf(levels: AlertDefinition["levels"]): readonly Threshold[] {
  const marks = levels.flatMap(({ limit, severity }) => (limit === undefined ? [] : [{ from: limit, color: COLORS[severity] }]));
  return marks.length === 0 ? [] : [{ from: null, color: "green" }, ...marks.toSorted((one, other) => one.from - other.from)];
}

/** `networkErrors` as `Network errors`. */
function titleOf(name: string): string {
  const words = name.replace(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
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

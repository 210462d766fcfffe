import type { LabelRead } from "./expression-uses.ts";

/** Text of a legend: `{{http_route}}`. */
export const LEGEND_LABEL = /\{\{\s*([a-zA-Z_]\w*)\s*\}\}/g;

/** Label in a template of an alert: `{{ $labels.instance }}`, `{{ printf "%s" $labels.job }}`. */
export const TEMPLATE_LABEL = /\{\{[^}]*?\$labels\.([a-zA-Z_]\w*)/g;

/** The labels that a text reads. */
export function labelsIn(text: string, pattern: RegExp, where: string): readonly LabelRead[] {
  return [...text.matchAll(pattern)].map(([, label]) => ({ label: label as string, where }));
}

import { escapeLabelValue } from "../instruments/label-text.ts";

/** The labels that `registry.setDefaultLabels` has set. prom-client has no other way to read them. */
export function defaultLabels(registry: object): Readonly<Record<string, unknown>> {
  return (registry as { _defaultLabels?: Record<string, unknown> })._defaultLabels ?? {};
}

/** Default labels written out, without those that a metric has itself: `app="shop",zone="a"`. */
export function defaultLabelText(registry: object, own: readonly string[]): string {
  return Object.entries(defaultLabels(registry))
    .filter(([name]) => !own.includes(name))
    .map(([name, value]) => `${name}="${escapeLabelValue(String(value))}"`)
    .join(",");
}

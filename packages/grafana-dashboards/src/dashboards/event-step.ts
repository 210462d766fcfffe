import type { PlatformDefinition } from "../definition/platform-definition.ts";

/** Least width of a bar that counts events: a minute, and four scrapes, so that each bar has samples to count from. */
export function eventStep({ prometheus }: PlatformDefinition): { readonly minStepSeconds: number } {
  return { minStepSeconds: Math.max(60, 4 * prometheus.scrapeIntervalSeconds) };
}

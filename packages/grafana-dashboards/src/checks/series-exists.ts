import type { Check } from "./checks.ts";

/** A query that reads what nobody writes: a metric no service exposes, a record no rule makes, or not for the service asked. */
export const seriesExists: Check = (_model, { resolver, uses }) =>
  uses.flatMap(({ subject, selectors, scope, place }) => {
    const messages = selectors.flatMap((selector) => resolver.resolve(selector, scope).absent ?? []);
    return [...new Set(messages)].map((message) => ({ severity: "error" as const, subject, message, place }));
  });

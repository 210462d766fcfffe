import type { Check } from "./checks.ts";

/** A matcher on a label that the series does not have, or for a value that the label never takes. */
export const matcherPossible: Check = (_model, { resolver, uses }) =>
  uses.flatMap(({ subject, selectors, scope, place }) => {
    const messages = selectors.flatMap((selector) => resolver.resolve(selector, scope).impossible ?? []);
    return [...new Set(messages)].map((message) => ({ severity: "error" as const, subject, message, place }));
  });

import { selectorsOf } from "@platform/promql";
import { resolveSelector } from "../catalog/resolve-selector.ts";
import type { Check } from "./checks.ts";

/** A matcher on a label that the series does not have, or for a value that the label never takes. */
export const matcherPossible: Check = (_model, { catalog, uses }) =>
  uses.flatMap(({ subject, expression, scope, place }) => {
    const messages = selectorsOf(expression).flatMap((selector) => resolveSelector(selector, scope, catalog).impossible ?? []);
    return [...new Set(messages)].map((message) => ({ severity: "error" as const, subject, message, place }));
  });

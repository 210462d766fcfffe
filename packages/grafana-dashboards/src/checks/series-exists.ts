import { selectorsOf } from "@platform/promql";
import { resolveSelector } from "../catalog/resolve-selector.ts";
import type { Check } from "./checks.ts";

/** A query that reads what nobody writes: a metric no service exposes, a record no rule makes, or not for the service asked. */
export const seriesExists: Check = (_model, { catalog, uses }) =>
  uses.flatMap(({ subject, expression, scope, place }) => {
    const messages = selectorsOf(expression).flatMap((selector) => resolveSelector(selector, scope, catalog).absent ?? []);
    return [...new Set(messages)].map((message) => ({ severity: "error" as const, subject, message, place }));
  });

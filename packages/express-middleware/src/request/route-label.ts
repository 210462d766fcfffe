import { UNMATCHED_ROUTE } from "@platform/metrics/define";

/** Stands for a route that has no name. */
export const ANY_ROUTE = "/*";

/** Label of a request, by the template that its framework has for it. */
export function routeLabel(template: unknown, status: number): string {
  if (typeof template === "string" && template !== "") {
    return template;
  }
  if (template instanceof RegExp) {
    return String(template);
  }
  return status === 404 ? UNMATCHED_ROUTE : ANY_ROUTE;
}

import { rewrite } from "@platform/promql";
import type { Panel } from "../model/model.ts";
import { ofServices } from "./scope.ts";

/** The same panel, reading only some of the chosen services. */
export function restrictPanel(panel: Panel, services: readonly string[]): Panel {
  const selector = (one: Parameters<typeof ofServices>[0]) => ofServices(one, services);
  return { ...panel, queries: panel.queries.map((query) => ({ ...query, expression: rewrite(query.expression, { selector }) })) };
}

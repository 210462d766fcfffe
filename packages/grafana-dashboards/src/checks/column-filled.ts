import type { Column } from "../model/model.ts";
import type { Check } from "./checks.ts";

/** A column of a table that no query of the panel fills, or a link in it that reads a label no query keeps. */
export const columnFilled: Check = (_model, { resolver, scopes }) =>
  [...scopes].flatMap(([dashboard, scope]) => {
    const tables = dashboard.rows.flatMap(({ panels }) => panels).filter(({ options }) => options.columns !== undefined);
    return tables.flatMap((panel) => {
      const queries = panel.queries.map(({ expression }) => resolver.labels(expression, scope));
      const subject = `dashboard ${dashboard.uid} › ${panel.title}`;
      return (panel.options.columns ?? []).flatMap((column) => {
        const messages = [
          ...("query" in column.from && column.from.query >= queries.length
            ? [`Column "${column.title}" shows a query that the panel does not have.`]
            : []),
          ...labelsRead(column)
            .filter((label) => !queries.some((labels) => labels.has(label)))
            .map((label) => `Column "${column.title}" reads "${label}", which no query of the panel keeps.`),
        ];
        return messages.map((message) => ({ severity: "error", subject, message }) as const);
      });
    });
  });

function labelsRead({ from, link }: Column): readonly string[] {
  const set = link !== undefined && "set" in link ? Object.values(link.set).map(({ label }) => label) : [];
  const service = link !== undefined && "dashboard" in link && typeof link.dashboard !== "string" ? [link.dashboard.serviceIn] : [];
  return [...("label" in from ? [from.label] : []), ...set, ...service];
}

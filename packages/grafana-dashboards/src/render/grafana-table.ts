import type { Column, Panel } from "../model/model.ts";
import { stateMappings, thresholdSteps } from "./grafana-field.ts";
import type { OverrideJson, TransformationJson } from "./grafana-json.ts";
import { dataLink, type LinkSpace } from "./grafana-link.ts";
import { plainText } from "./grafana-query.ts";
import { refId } from "./grafana-target.ts";
import { grafanaUnit } from "./grafana-unit.ts";

/** Joins the answers of a table's queries by their labels, keeps the columns that have a title, and puts them in order. */
export function tableTransformations({ queries, options }: Panel): readonly TransformationJson[] {
  const columns = options.columns ?? [];
  const names = columns.map((column) => fieldName(column, queries.length));
  return [
    ...(queries.length > 1 ? [{ id: "merge", options: {} }] : []),
    { id: "filterFieldsByName", options: { include: { names } } },
    {
      id: "organize",
      options: {
        excludeByName: {},
        indexByName: Object.fromEntries(names.map((name, index) => [name, index])),
        renameByName: Object.fromEntries(columns.map(({ title }, index) => [names[index], plainText(title)])),
      },
    },
  ];
}

/** Each column in the unit of its query, with its own colours and links. */
export function tableOverrides({ queries, options }: Panel, space: LinkSpace): readonly OverrideJson[] {
  const columns = options.columns ?? [];
  const titleOf = (label: string) => columns.find(({ from }) => "label" in from && from.label === label)?.title ?? label;
  return columns
    .map((column) => {
      const query = "query" in column.from ? queries[column.from.query] : undefined;
      const properties = [
        ...(query === undefined ? [] : [{ id: "unit", value: grafanaUnit(query.unit, query.expression) }]),
        ...(column.thresholds === undefined
          ? []
          : [
              { id: "thresholds", value: { mode: "absolute", steps: thresholdSteps(column.thresholds) } },
              { id: "color", value: { mode: "thresholds" } },
              { id: "custom.cellOptions", value: options.filled ? { type: "color-background", mode: "basic" } : { type: "color-text" } },
            ]),
        ...(column.decimals === undefined ? [] : [{ id: "decimals", value: column.decimals }]),
        ...wordsOf(column),
        ...(column.link === undefined
          ? []
          : [
              {
                id: "links",
                value: [dataLink(column.link, space, (label) => `\${__data.fields[${JSON.stringify(titleOf(label))}]:percentencode}`)],
              },
            ]),
      ];
      return { matcher: { id: "byName", options: plainText(column.title) }, properties };
    })
    .filter(({ properties }) => properties.length > 0);
}

/** Words in place of values or in their colour. */
function wordsOf({ states, colors }: Column): OverrideJson["properties"] {
  const cellOptions = { id: "custom.cellOptions", value: { type: "color-text" } };
  if (states !== undefined) {
    return [{ id: "mappings", value: stateMappings(states) }, cellOptions];
  }
  if (colors !== undefined) {
    const options = Object.fromEntries(Object.entries(colors).map(([word, color], index) => [word, { color, text: plainText(word), index }]));
    return [{ id: "mappings", value: [{ type: "value", options }] }, cellOptions];
  }
  return [];
}

export function tableSort({ options }: Panel): readonly { readonly displayName: string; readonly desc: boolean }[] {
  return (options.columns ?? [])
    .filter(({ sort }) => sort !== undefined)
    .map(({ title, sort }) => ({ displayName: plainText(title), desc: sort === "falling" }));
}

/** Grafana names the value of the only query `Value`, that of one among several after its letter. */
function fieldName({ from }: Column, queries: number): string {
  return "label" in from ? from.label : queries === 1 ? "Value" : `Value #${refId(from.query)}`;
}

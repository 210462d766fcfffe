import type { VariableJson } from "./dashboard-json.ts";

/** What is chosen in the drop-downs of a dashboard: `["$__all"]` stands for all. */
export type Choices = Readonly<Record<string, readonly string[]>>;

export const ALL = "$__all";

/** A drop-down with the values it offers. */
export interface Variable {
  readonly name: string;
  readonly label: string;
  readonly hidden: boolean;
  readonly multi: boolean;
  readonly all: boolean;
  readonly allValue: string | undefined;
  readonly options: readonly string[];
  readonly chosen: readonly string[];
}

/** Asks for the values of a label: as in `label_values(up{job="a"}, instance)`. */
export type LabelValues = (label: string, selector: string | undefined) => Promise<readonly string[]>;

/**
 * Fills the drop-downs in their order: a query may read what is chosen in one before it.
 *
 * @param wanted - choices of the address; a value that no longer exists gives way to the default
 */
export async function loadVariables(list: readonly VariableJson[], wanted: Choices, labelValues: LabelValues): Promise<readonly Variable[]> {
  const loaded: Variable[] = [];
  for (const json of list) {
    if (json.type === "query" || json.type === "custom") {
      loaded.push(chosenVariable(json, await optionsOf(json, loaded, labelValues), wanted[json.name]));
    }
  }
  return loaded;
}

function chosenVariable(json: VariableJson, options: readonly string[], wanted: readonly string[] | undefined): Variable {
  const { name, label = name, hide = 0, multi = false, includeAll: all = false, allValue, current } = json;
  const asked = [wanted ?? current?.value ?? []].flat().filter((value) => (value === ALL ? all : options.includes(value)));
  const fallback = all ? [ALL] : options.slice(0, 1);
  const chosen = asked.length === 0 ? fallback : multi ? asked : asked.slice(0, 1);
  return { name, label, hidden: hide === 2, multi, all, allValue: allValue ?? undefined, options, chosen };
}

async function optionsOf(json: VariableJson, loaded: readonly Variable[], labelValues: LabelValues): Promise<readonly string[]> {
  const query = typeof json.query === "string" ? json.query : (json.query?.query ?? json.definition ?? "");
  if (json.type === "custom") {
    return query.split(",").map((value) => value.trim());
  }
  const [, selector, label = ""] = /^label_values\((?:(.+),)?\s*([a-zA-Z_]\w*)\s*\)$/s.exec(query.trim()) ?? [];
  return label === "" ? [] : labelValues(label, selector === undefined ? undefined : fillVariables(selector, loaded));
}

/** Replaces `$name`, `${name}` and `${name:format}` by what is chosen, as a regular expression of PromQL. */
export function fillVariables(text: string, variables: readonly Variable[]): string {
  const byName = new Map(variables.map((variable) => [variable.name, variable]));
  return text.replaceAll(
    /\$(\w+)|\$\{(\w+)(?::(\w+))?\}/g,
    (whole, short: string | undefined, long: string | undefined, format: string | undefined) => {
      const variable = byName.get(short ?? long ?? "");
      return variable === undefined ? whole : writeChoice(variable, format);
    },
  );
}

function writeChoice({ chosen, allValue, options }: Variable, format: string | undefined): string {
  const values = chosen.includes(ALL) ? options : chosen;
  if (chosen.includes(ALL) && allValue !== undefined) {
    return allValue;
  }
  if (format === "csv" || format === "raw") {
    return values.join(",");
  }
  const escaped = values.map((value) =>
    value
      .replaceAll(/[\\^$.|?*+()[\]{}]/g, "\\$&")
      .replaceAll("\\", "\\\\")
      .replaceAll('"', '\\"'),
  );
  return escaped.length === 1 ? (escaped[0] ?? "") : `(${escaped.join("|")})`;
}

export function choicesOf(variables: readonly Variable[]): Choices {
  return Object.fromEntries(variables.map(({ name, chosen }) => [name, chosen]));
}

import type { Item } from "./describe-changes.ts";

interface GroupData {
  readonly name: string;
  readonly rules?: readonly RuleData[];
  readonly [other: string]: unknown;
}

interface RuleData {
  readonly alert?: string;
  readonly record?: string;
  readonly expr?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly [other: string]: unknown;
}

/** The rules of a file, each by its name; what a group sets is a thing of its own. */
export function ruleItems(groups: readonly GroupData[]): readonly Item[] {
  return groups.flatMap(({ name, rules = [], ...settings }) => [
    { subject: `group ${name}`, properties: settings },
    ...rules.map(({ alert, record, expr, labels, annotations, ...times }): Item => {
      const values = Object.values(labels ?? {}).join(", ");
      const unit = unitOfQuery(expr ?? "");
      return {
        subject: alert === undefined ? `record ${record}${values === "" ? "" : ` of ${values}`}` : `alert ${alert}`,
        properties: { query: expr, ...times, ...prefixed("label", labels), ...prefixed("annotation", annotations) },
        ...(unit !== undefined && { unit }),
      };
    }),
  ]);
}

/** Any other data: every leaf under its path. */
export function plainItems(path: string, data: unknown): readonly Item[] {
  return [{ subject: path, properties: Object.fromEntries(leaves(data, "")) }];
}

function leaves(data: unknown, at: string): readonly (readonly [string, unknown])[] {
  if (typeof data !== "object" || data === null) {
    return [[at === "" ? "content" : at, data]];
  }
  const entries = Array.isArray(data) ? data.map((one, index) => [named(one) ?? `[${index}]`, one] as const) : Object.entries(data);
  return entries.flatMap(([key, value]) => leaves(value, at === "" || key.startsWith("[") ? `${at}${key}` : `${at}.${key}`));
}

/** Elements of lists that have a name keep it when one is added before them. */
function named(data: unknown): string | undefined {
  const { name, job_name } = (data ?? {}) as { readonly name?: unknown; readonly job_name?: unknown };
  const found = name ?? job_name;
  return typeof found === "string" ? `[${found}]` : undefined;
}

function prefixed(prefix: string, values: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix} ${name}`, value]));
}

/** The unit of what a query compares, where the name of a metric tells: a duration under a quantile, a share of two rates. */
function unitOfQuery(query: string): string | undefined {
  return /histogram_quantile\(/.test(query) && /_seconds_bucket\b/.test(query) ? "s" : undefined;
}

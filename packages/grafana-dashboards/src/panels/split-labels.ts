import { isOpen, type LabelDomain, type MetricDefinition } from "@platform/metrics/define";

/** Lines beyond which a panel is no longer read but searched. */
const MOST_LINES = 12;

/** Values that an open label usually has: its cap is a limit, not an expectation. A larger cap is too many to draw. */
const OPEN_LINES = 4;
const OPEN_AT_MOST = 25;

/** Labels of the semantic conventions that name what a service leans on, or asks of it: few, whatever the cap, and what is looked for first. */
const DEPENDENCIES: readonly string[] = ["server_address", "db_operation_name", "messaging_destination_name", "cache", "circuit_breaker"];

/** Labels by which a metric's panel is told apart. */
export interface Split {
  /** The currency first, then the service. */
  readonly labels: readonly string[];
  /** Placeholders of the labels, or the given name where nothing is told apart. */
  readonly legend: string;
  /** For an aggregation. */
  readonly grouping: { readonly by?: readonly string[] };
}

export interface SplitOptions {
  /** Tell services apart, and nothing else besides currencies; default false. */
  readonly byService?: boolean;
  /** Labels that the panel does not tell apart. */
  readonly except?: readonly string[];
}

/**
 * Chooses the labels of a metric that its panel tells apart: names of dependencies, then others in the order of the definition, as long as the lines
 * stay readable. The label of a currency always is among them, since amounts of different currencies cannot be added up.
 */
export function splitLabels(
  { labels, unit }: Pick<MetricDefinition, "labels" | "unit">,
  name: string,
  { byService = false, except = [] }: SplitOptions = {},
): Split {
  const currency = typeof unit === "object" ? [unit.label] : [];
  let lines = byService ? MOST_LINES : 1;
  const isNamed = ([label]: readonly [string, unknown]) => DEPENDENCIES.includes(label);
  const entries = Object.entries(labels);
  const others = [...entries.filter(isNamed), ...entries.filter((entry) => !isNamed(entry))].filter(([label, domain]) => {
    const more = linesOf(domain, DEPENDENCIES.includes(label));
    const fits = !currency.includes(label) && !except.includes(label) && more > 1 && lines * more <= MOST_LINES;
    lines *= fits ? more : 1;
    return fits;
  });
  return splitBy([...currency, ...(byService ? ["job"] : []), ...others.map(([label]) => label)], name);
}

/** Tells apart by given labels. */
export function splitBy(labels: readonly string[], name: string): Split {
  return {
    labels,
    legend: labels.length === 0 ? name : labels.map((label) => `{{${label}}}`).join(" "),
    grouping: labels.length === 0 ? {} : { by: labels },
  };
}

function linesOf(domain: LabelDomain, isDependency: boolean): number {
  if (!isOpen(domain)) {
    return domain.length;
  }
  return isDependency || domain.max <= OPEN_AT_MOST ? OPEN_LINES : Number.POSITIVE_INFINITY;
}

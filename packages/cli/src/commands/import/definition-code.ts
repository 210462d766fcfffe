import type { ImportedMetric } from "@platform/grafana-dashboards/handwritten";
import { DefinitionError, DURATION_BUCKETS, defineCounter, defineGauge, defineHistogram, open } from "@platform/metrics/define";

/** The TypeScript that defines a metric, or why a definition cannot have its name. */
export type DefinitionCode = { readonly code: string } | { readonly refused: string };

/** As many values make a list; more are open. */
const LISTED_AT_MOST = 12;
const OPEN_MAX = 100;

const MAKERS = { counter: "defineCounter", gauge: "defineGauge", histogram: "defineHistogram" } as const;
const BUCKETS = [1, 10, 100, 1000] as const;

const REASONS: Readonly<Record<ImportedMetric["knownBy"], string>> = {
  exposition: "",
  name: ", by its name",
  function: ", by the functions around it",
  nothing: ", for want of anything that says otherwise",
};

/** @param constant - name of the variable that holds it */
export function definitionCode(metric: ImportedMetric, constant: string): DefinitionCode {
  const { kind, labels, knownBy, jobs, usedBy } = metric;
  const help = metric.help ?? "Say what it counts or measures.";
  const buckets = metric.bounds.length > 0 ? metric.bounds : metric.name.endsWith("_seconds") ? DURATION_BUCKETS : BUCKETS;
  const name = kind === "counter" && !metric.name.endsWith("_total") ? `${metric.name}_total` : metric.name;
  const domains = Object.fromEntries(Object.entries(labels).map(([label, values]) => [label, domainOf(values, metric)]));
  const refused = refusal({ kind, name, help, labels: domains, buckets });
  if (refused !== undefined) {
    return { refused };
  }
  const places = usedBy.map(({ subject, place }) => `${subject} (${place.file}:${place.line})`);
  const comments = [
    ...(name === metric.name ? [] : [`Queries read ${metric.name}; a counter of ours ends in _total.`]),
    ...(knownBy === "exposition" ? [] : [`A ${kind}${REASONS[knownBy]}.`]),
    ...(jobs.length === 0 ? [] : [`Of ${jobs.join(", ")}.`]),
    ...(places.length === 0 ? ["Read by nothing that was given."] : ["Read by:", ...places.map((place) => `- ${place}`)]),
  ];
  const options = [
    `  name: ${JSON.stringify(name)},`,
    `  help: ${JSON.stringify(help)},`,
    ...(Object.keys(domains).length === 0
      ? []
      : ["  labels: {", ...Object.entries(labels).map(([label, values]) => labelCode(label, values, metric)), "  },"]),
    ...(kind === "histogram" ? [`  buckets: ${buckets === DURATION_BUCKETS ? "DURATION_BUCKETS" : `[${buckets.join(", ")}]`},`] : []),
  ];
  const code = [`/**`, ...comments.map((line) => ` * ${inComment(line)}`), ` */`, `export const ${constant} = ${MAKERS[kind]}({`, ...options, "});"];
  return { code: code.join("\n") };
}

function labelCode(label: string, values: readonly string[], metric: ImportedMetric): string {
  const isList = Array.isArray(domainOf(values, metric));
  const seen =
    values.length === 0 || isList
      ? ""
      : ` // seen: ${inComment(
          values
            .slice(0, LISTED_AT_MOST)
            .map((value) => JSON.stringify(value))
            .join(", "),
        )}`;
  return `    ${label}: ${isList ? `[${values.map((value) => JSON.stringify(value)).join(", ")}]` : `open({ max: ${OPEN_MAX} })`},${seen}`;
}

/** Queries name the values that they ask for, which need not be all; running programs have had those that they show. */
function domainOf(values: readonly string[], { isExposed }: ImportedMetric) {
  return isExposed && values.length > 0 && values.length <= LISTED_AT_MOST && !values.includes("") ? values : open({ max: OPEN_MAX });
}

interface Attempt {
  readonly kind: ImportedMetric["kind"];
  readonly name: string;
  readonly help: string;
  readonly labels: Readonly<Record<string, ReturnType<typeof domainOf>>>;
  readonly buckets: readonly number[];
}

/** Asks the definition itself. */
function refusal({ kind, buckets, ...options }: Attempt): string | undefined {
  try {
    if (kind === "histogram") {
      defineHistogram({ ...options, buckets });
    } else {
      (kind === "counter" ? defineCounter : defineGauge)(options);
    }
    return undefined;
  } catch (error) {
    if (error instanceof DefinitionError) {
      return error.message;
    }
    throw error;
  }
}

/** One line, which ends no comment. */
export function inComment(text: string): string {
  return text.replaceAll(/[\r\n\u2028\u2029]+/g, " ").replaceAll("*/", "* /");
}

import { isOpen, type LabelDomain } from "@platform/metrics/define";
import { type Matcher, type Selector, seriesName } from "@platform/promql";
import type { Catalog, SeriesSources, Source } from "./catalog.ts";

/** From where a query is asked: what its dashboard's variables can be. */
export interface Scope {
  /** Service that `$job` stands for; without, any. */
  readonly service?: string | undefined;
  /** Variables that the dashboard has, without `$`. None in a rule. */
  readonly variables: ReadonlySet<string>;
}

export interface Resolution {
  /** Those that write what the selector selects; empty if there is a reason. */
  readonly sources: readonly Source[];
  /** Nobody writes the series, or not the services that are asked. */
  readonly absent?: string;
  /** A matcher that no series can match, or that names what does not exist. */
  readonly impossible?: string;
}

/** Literal alternatives, as the builders write a list of values. */
const ALTERNATIVES = /^(?:[^\\^$.|?*+()[\]{}]|\\[^a-zA-Z0-9])+(?:\|(?:[^\\^$.|?*+()[\]{}]|\\[^a-zA-Z0-9])+)*$/;

/** `$job` or `${job}`, but not an escaped dollar sign. */
const VARIABLE = /(?<!\\)(?:\\\\)*\$\{?([a-zA-Z_]\w*)/g;

/** Finds who writes what a selector selects, or why nobody does. */
export function resolveSelector(selector: Selector, scope: Scope, catalog: Catalog): Resolution {
  const name = seriesName(selector);
  const series = catalog.get(name);
  if (series === undefined) {
    return { sources: [], absent: `No service exposes and no rule records ${name}.` };
  }
  const asked = ofJobs(name, series, selector, scope);
  if (asked.absent !== undefined) {
    return asked;
  }
  const other = asked.sources.find(({ kind }) => kind !== selector.series.kind);
  if (other !== undefined) {
    return { sources: [], absent: `${name} of ${other.by} is a ${other.kind}; it is read as a ${selector.series.kind}.` };
  }
  let { sources } = asked;
  for (const matcher of selector.matchers.filter((one) => one.label !== "job" || isVariable(one))) {
    const impossible = whyImpossible(name, matcher, sources, scope);
    if (impossible !== undefined) {
      return { sources: [], impossible };
    }
    sources = sources.filter(({ labels }) => canMatch(matcher, labels.get(matcher.label), labels.has(matcher.label)));
  }
  return { sources };
}

/** The sources of the services that are asked. */
function ofJobs(name: string, series: SeriesSources, selector: Selector, scope: Scope): Resolution {
  const [first, ...further] = selector.matchers.filter(({ label }) => label === "job");
  if (first === undefined) {
    return { sources: series.all };
  }
  return further.reduce<Resolution>(
    (before, matcher) => (before.absent === undefined ? both(name, before, ofJob(name, series, matcher, scope)) : before),
    ofJob(name, series, first, scope),
  );
}

function both(name: string, one: Resolution, other: Resolution): Resolution {
  if (other.absent !== undefined) {
    return other;
  }
  const among = new Set(other.sources);
  const sources = one.sources.filter((source) => among.has(source));
  return sources.length > 0 ? { sources } : { sources, absent: `No job that its matchers leave has ${name}.` };
}

/** The sources of one matcher's jobs. A list of jobs asks each of them. */
function ofJob(name: string, { all, byJob, ofAnyJob }: SeriesSources, matcher: Matcher, { service }: Scope): Resolution {
  if (isVariable(matcher) && service === undefined) {
    return { sources: all };
  }
  const isList = matcher.operator === "=" || (matcher.operator === "=~" && ALTERNATIVES.test(matcher.value));
  if (!isVariable(matcher) && !isList) {
    const sources = all.filter(({ labels }) => canMatch(matcher, labels.get("job"), labels.has("job")));
    return sources.length > 0 ? { sources } : { sources, absent: `No job that job${matcher.operator}"${matcher.value}" matches has ${name}.` };
  }
  const jobs = isVariable(matcher) ? [service as string] : alternatives(matcher);
  const lacking = ofAnyJob.length > 0 ? undefined : jobs.find((job) => !byJob.has(job));
  if (lacking !== undefined) {
    const others = [...byJob.keys()];
    return { sources: [], absent: `Job "${lacking}" does not have ${name}${others.length > 0 ? `; ${listed(others)} has it` : ""}.` };
  }
  return { sources: [...jobs.flatMap((job) => byJob.get(job) ?? []), ...ofAnyJob] };
}

function whyImpossible(name: string, matcher: Matcher, sources: readonly Source[], { variables }: Scope): string | undefined {
  const { label, operator, value } = matcher;
  const having = sources.filter(({ labels }) => labels.has(label));
  if (having.length === 0) {
    return `${name} of ${listed(sources.map(({ by }) => by))} has no label "${label}"; it has ${listed([...(sources[0]?.labels.keys() ?? [])], 20)}.`;
  }
  if (isVariable(matcher) && !having.some(({ labels }) => domainValues(labels.get(label)).includes(value))) {
    const unknown = variablesIn(value).find((variable) => !variables.has(variable));
    return unknown === undefined ? undefined : `${label}${operator}"${value}" reads a variable $${unknown} that there is not.`;
  }
  // A bucket bound is listed in both forms that versions of Prometheus write; one of them is there.
  const each = label !== "le" && (operator === "=~" || operator === "=") && ALTERNATIVES.test(value) ? alternatives(matcher) : undefined;
  const dead = each?.find((one) => !having.some(({ labels }) => includes(labels.get(label), one)));
  const isDead = each === undefined && !having.some(({ labels }) => canMatch(matcher, labels.get(label), true));
  if (dead === undefined && !isDead) {
    return undefined;
  }
  const values = having.flatMap(({ labels }) => domainValues(labels.get(label)));
  return `${name} never has ${label}${dead === undefined ? operator : "="}"${dead ?? value}"; its values are ${listed([...new Set(values)], 20)}.`;
}

function canMatch(matcher: Matcher, domain: LabelDomain | undefined, hasLabel: boolean): boolean {
  if (!hasLabel) {
    return false;
  }
  if (domain === undefined || isOpen(domain) || isVariable(matcher)) {
    return true;
  }
  const { operator, value } = matcher;
  switch (operator) {
    case "=":
      return domain.includes(value);
    case "!=":
      return domain.some((one) => one !== value);
    default: {
      const pattern = new RegExp(`^(?:${value})$`, "u");
      return domain.some((one) => pattern.test(one) === (operator === "=~"));
    }
  }
}

function includes(domain: LabelDomain | undefined, value: string): boolean {
  return domain === undefined || isOpen(domain) || domain.includes(value);
}

function domainValues(domain: LabelDomain | undefined): readonly string[] {
  return domain === undefined || isOpen(domain) ? [] : domain;
}

function alternatives({ operator, value }: Matcher): readonly string[] {
  return operator === "=" ? [value] : value.split(/(?<!\\)\|/).map((one) => one.replaceAll(/\\(.)/g, "$1"));
}

function isVariable({ value }: Matcher): boolean {
  return variablesIn(value).length > 0;
}

function variablesIn(text: string): readonly string[] {
  return [...text.matchAll(VARIABLE)].map(([, name]) => name as string);
}

/** The first few, and how many more. */
function listed(names: readonly string[], atMost = 3): string {
  const rest = names.length - atMost;
  return rest > 0 ? `${names.slice(0, atMost).join(", ")} and ${rest} more` : names.join(", ");
}

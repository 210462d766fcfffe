import { isOpen } from "@platform/metrics/define";
import { type Matcher, type Selector, seriesName } from "@platform/promql";
import type { Catalog, SeriesSources, Source } from "./catalog.ts";
import { canBe, isVariable, labelTest, listedValues, variablesIn } from "./label-test.ts";

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
  /** It is impossible by the values that running programs had so far. */
  readonly isByValuesSeen?: true;
}

/** A rule has no variables. */
export const RULE_SCOPE: Scope = { variables: new Set() };

/** Finds who writes what a selector selects, or why nobody does. */
export function resolveSelector(selector: Selector, scope: Scope, catalog: Catalog): Resolution {
  const name = seriesName(selector);
  const series = catalog.get(name);
  if (series === undefined) {
    return { sources: [], absent: `No service exposes and no rule records ${name}.` };
  }
  const matchers = selector.matchers.map((matcher) => bound(matcher, scope));
  const asked = ofAlert(series, matchers) ?? ofJobs(name, series, matchers);
  if (asked.absent !== undefined) {
    return asked;
  }
  const other = asked.sources.find(({ kind }) => kind !== selector.series.kind);
  if (other !== undefined) {
    return { sources: [], absent: `${name} of ${other.by} is a ${other.kind}; it is read as a ${selector.series.kind}.` };
  }
  let { sources } = asked;
  for (const matcher of matchers.filter((one) => one.label !== "job" || isVariable(one))) {
    const impossible = whyImpossible(name, matcher, sources, scope);
    if (impossible !== undefined) {
      const isByValuesSeen = sources.some(({ labels, valuesAreSeen }) => valuesAreSeen && labels.has(matcher.label));
      return { sources: [], impossible, ...(isByValuesSeen && { isByValuesSeen }) };
    }
    const test = labelTest(matcher);
    // The list itself where all are left, so that what is known of it need not be found out again.
    sources = sources.every(({ labels }) => test(labels)) ? sources : sources.filter(({ labels }) => test(labels));
  }
  return { sources };
}

/** On the dashboard of a service the drop-down `job` offers that service alone. */
function bound(matcher: Matcher, { service, variables }: Scope): Matcher {
  return matcher.value === "$job" && service !== undefined && variables.has("job") ? { ...matcher, operator: "=", value: service } : matcher;
}

/** The sources of the services that are asked. */
function ofJobs(name: string, series: SeriesSources, matchers: readonly Matcher[]): Resolution {
  const [first, ...further] = matchers.filter(({ label }) => label === "job");
  if (first === undefined) {
    return { sources: series.all };
  }
  return further.reduce<Resolution>(
    (before, matcher) => (before.absent === undefined ? both(name, before, ofJob(name, series, matcher)) : before),
    ofJob(name, series, first),
  );
}

/** Saves asking every alert of a platform for one, or for those of one service. Where none is found the other ways say why. */
function ofAlert({ byAlertName, byService }: SeriesSources, matchers: readonly Matcher[]): Resolution | undefined {
  const listed = (index: SeriesSources["byService"], name: string): readonly Source[] => {
    const matcher = matchers.find(({ label }) => label === name);
    const values = matcher === undefined || isVariable(matcher) ? undefined : listedValues(matcher);
    return (values ?? []).flatMap((value) => index.get(value) ?? []);
  };
  const named = listed(byAlertName, "alertname");
  const found = named.length > 0 ? named : listed(byService, "service");
  const tests = matchers.filter(({ label }) => label === "job").map(labelTest);
  const sources = found.filter(({ labels }) => tests.every((test) => test(labels)));
  return sources.length > 0 ? { sources } : undefined;
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
function ofJob(name: string, { all, byJob, ofAnyJob }: SeriesSources, matcher: Matcher): Resolution {
  if (isVariable(matcher)) {
    return { sources: all };
  }
  const jobs = listedValues(matcher);
  if (jobs === undefined) {
    const test = labelTest(matcher);
    const sources = all.filter(({ labels }) => test(labels));
    return sources.length > 0 ? { sources } : { sources, absent: `No job that job${matcher.operator}"${matcher.value}" matches has ${name}.` };
  }
  const lacking = ofAnyJob.length > 0 ? undefined : jobs.find((job) => !byJob.has(job));
  if (lacking !== undefined) {
    const others = [...byJob.keys()];
    return { sources: [], absent: `Job "${lacking}" does not have ${name}${others.length > 0 ? `; ${listed(others)} has it` : ""}.` };
  }
  const [only, ...further] = jobs.map((job) => byJob.get(job) ?? []);
  return { sources: only !== undefined && further.length === 0 && ofAnyJob.length === 0 ? only : [only ?? [], ...further, ofAnyJob].flat() };
}

function whyImpossible(name: string, matcher: Matcher, sources: readonly Source[], { variables }: Scope): string | undefined {
  const { label, operator, value } = matcher;
  const having = sources.filter(({ labels }) => labels.has(label));
  if (having.length === 0) {
    return `${name} of ${listed(sources.map(({ by }) => by))} has no label "${label}"; it has ${listed([...(sources[0]?.labels.keys() ?? [])], 20)}.`;
  }
  if (isVariable(matcher)) {
    const unknown = variablesIn(value).find((variable) => !variables.has(variable));
    return unknown === undefined || valuesOf(having, label).has(value)
      ? undefined
      : `${label}${operator}"${value}" reads a variable $${unknown} that there is not.`;
  }
  // A bucket bound is listed in both forms that versions of Prometheus write; one of them is there.
  const each = label === "le" ? undefined : listedValues(matcher);
  const dead = each?.find((one) => !having.some(({ labels }) => canBe(labels.get(label), one)));
  const test = labelTest(matcher);
  if (dead === undefined && (each !== undefined || having.some(({ labels }) => test(labels)))) {
    return undefined;
  }
  return `${name} never has ${label}${dead === undefined ? operator : "="}"${dead ?? value}"; its values are ${listed(
    [...valuesOf(having, label)].map((one) => one || `""`),
    20,
  )}.`;
}

/** Values that a label is known to have. */
function valuesOf(sources: readonly Source[], label: string): ReadonlySet<string> {
  const domains = sources.map(({ labels }) => labels.get(label));
  return new Set(domains.flatMap((domain) => (domain === undefined || isOpen(domain) ? [] : domain)));
}

/** The first few, and how many more. */
function listed(names: readonly string[], atMost = 3): string {
  const rest = names.length - atMost;
  return rest > 0 ? `${names.slice(0, atMost).join(", ")} and ${rest} more` : names.join(", ");
}

import { isOpen, type LabelDomain, type LabelDomains, open } from "@platform/metrics/define";
import { type Expression, rewrite, type Selector } from "@platform/promql";
import type { Catalog, Source } from "./catalog.ts";
import { type Resolution, resolveSelector, type Scope } from "./resolve-selector.ts";

/** Labels of the scrape and of the exposition, which a metric's definition does not list. */
const NOT_LISTED: readonly string[] = ["job", "instance", "le"];

const ANY_VALUE = open({ max: 1 });

/** Answers who writes what a model's expressions read, each selector once however many checks ask. */
export interface Resolver {
  resolve(selector: Selector, scope: Scope): Resolution;
  /**
   * An expression whose selectors have the labels that their sources write, in place of those that the expression was
   * built with: after a definition has changed the two differ. A selector without a source stays as it is.
   */
  resolved(expression: Expression, scope: Scope): Expression;
}

export function createResolver(catalog: Catalog): Resolver {
  const known = new Map<Scope, Map<Selector, { readonly resolution: Resolution; readonly selector: Selector }>>();
  const labelsOf = labelsOfSources();
  const find = (selector: Selector, scope: Scope) => {
    const inScope = known.get(scope) ?? new Map();
    known.set(scope, inScope);
    const found = inScope.get(selector);
    if (found !== undefined) {
      return found;
    }
    const resolution = resolveSelector(selector, scope, catalog);
    const answer = { resolution, selector: withLabels(selector, resolution.sources, labelsOf) };
    inScope.set(selector, answer);
    return answer;
  };
  return {
    resolve: (selector, scope) => find(selector, scope).resolution,
    resolved: (expression, scope) => rewrite(expression, { selector: (selector) => find(selector, scope).selector }),
  };
}

type LabelsOfSources = (sources: readonly Source[]) => LabelDomains;

/** The labels that all of some sources have, found once for a list of sources: most selectors of a name have the same. */
function labelsOfSources(): LabelsOfSources {
  const known = new Map<Source | readonly Source[], LabelDomains>();
  return (sources) => {
    const [only, another] = sources;
    const key = only !== undefined && another === undefined ? only : sources;
    const labels = known.get(key) ?? commonLabels(sources);
    known.set(key, labels);
    return labels;
  };
}

function commonLabels(sources: readonly Source[]): LabelDomains {
  const names = [...(sources[0]?.labels.keys() ?? [])].filter((label) => sources.every(({ labels }) => labels.has(label)));
  const listed = sources[0]?.kind === "record" ? names : names.filter((label) => !NOT_LISTED.includes(label));
  return Object.fromEntries(listed.map((label) => [label, joined(sources.map(({ labels }) => labels.get(label)))]));
}

function withLabels(selector: Selector, sources: readonly Source[], labelsOf: LabelsOfSources): Selector {
  if (sources.length === 0) {
    return selector;
  }
  const { series } = selector;
  const labels = labelsOf(sources);
  return hasLabels(series, labels) ? selector : { ...selector, series: { ...series, labels } };
}

function hasLabels(series: Selector["series"], labels: LabelDomains): boolean {
  const names = Object.keys(labels);
  return names.length === Object.keys(series.labels).length && names.every((name) => series.labels[name] === labels[name]);
}

function joined([first, ...others]: readonly (LabelDomain | undefined)[]): LabelDomain {
  if (first !== undefined && others.every((other) => other === first)) {
    return first;
  }
  const domains = [first, ...others];
  const values = domains.flatMap((domain) => (domain === undefined || isOpen(domain) ? [] : domain));
  return domains.some((domain) => domain === undefined || isOpen(domain)) ? ANY_VALUE : [...new Set(values)];
}

import { isOpen, type LabelDomain, type LabelDomains, open } from "@platform/metrics/define";
import { type Expression, type KnownLabels, labelsOf, rewrite, type Selector } from "@platform/promql";
import type { Catalog, Source } from "./catalog.ts";
import { type Resolution, resolveSelector, type Scope } from "./resolve-selector.ts";

/** Labels of the scrape and of the exposition, which a metric's definition does not list. */
const NOT_LISTED: readonly string[] = ["job", "instance", "le"];

const ANY_VALUE = open({ max: 1 });

/** Answers who writes what a model's expressions read, each selector and each expression once however many checks ask. */
export interface Resolver {
  resolve(selector: Selector, scope: Scope): Resolution;
  /**
   * An expression whose selectors have the labels that their sources write, in place of those that the expression was
   * built with: after a definition has changed the two differ. A selector without a source stays as it is.
   */
  resolved(expression: Expression, scope: Scope): Expression;
  /** The labels that every series of an expression's answer has, by what its sources write. */
  labels(expression: Expression, scope: Scope): KnownLabels;
}

export function createResolver(catalog: Catalog): Resolver {
  const commonLabels = labelsOfSources();
  const find = onceInScope((selector: Selector, scope) => {
    const resolution = resolveSelector(selector, scope, catalog);
    return { resolution, selector: withLabels(selector, resolution.sources, commonLabels) };
  });
  const resolved = onceInScope((expression: Expression, scope) => rewrite(expression, { selector: (selector) => find(selector, scope).selector }));
  return {
    resolve: (selector, scope) => find(selector, scope).resolution,
    resolved,
    labels: onceInScope((expression: Expression, scope) => labelsOf(resolved(expression, scope))),
  };
}

/** The same function, which answers what it was asked before from memory. */
function onceInScope<Of extends object, Answer extends object>(find: (of: Of, scope: Scope) => Answer): (of: Of, scope: Scope) => Answer {
  const known = new Map<Scope, Map<Of, Answer>>();
  return (of, scope) => {
    const inScope = known.get(scope) ?? new Map<Of, Answer>();
    known.set(scope, inScope);
    const answer = inScope.get(of) ?? find(of, scope);
    inScope.set(of, answer);
    return answer;
  };
}

type LabelsOfSources = (sources: readonly Source[]) => LabelDomains;

/** The labels that all of some sources have, found once for a list of sources: most selectors of a name have the same. */
function labelsOfSources(): LabelsOfSources {
  const known = new Map<Source | readonly Source[], LabelDomains>();
  return (sources) => {
    const [only, another] = sources;
    const key = only !== undefined && another === undefined ? only : sources;
    const labels = known.get(key) ?? sharedLabels(sources);
    known.set(key, labels);
    return labels;
  };
}

function sharedLabels(sources: readonly Source[]): LabelDomains {
  const names = [...(sources[0]?.labels.keys() ?? [])].filter((label) => sources.every(({ labels }) => labels.has(label)));
  const listed = sources[0]?.kind === "record" ? names : names.filter((label) => !NOT_LISTED.includes(label));
  return Object.fromEntries(listed.map((label) => [label, joined(sources.map(({ labels }) => labels.get(label)))]));
}

function withLabels(selector: Selector, sources: readonly Source[], commonLabels: LabelsOfSources): Selector {
  if (sources.length === 0) {
    return selector;
  }
  const { series } = selector;
  const labels = commonLabels(sources);
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

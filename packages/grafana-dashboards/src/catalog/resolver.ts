import { isOpen, type LabelDomain, open } from "@platform/metrics/define";
import { type Expression, type KnownLabels, rewrite, type Selector } from "@platform/promql";
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
  const find = (selector: Selector, scope: Scope) => {
    const inScope = known.get(scope) ?? new Map();
    known.set(scope, inScope);
    const found = inScope.get(selector);
    if (found !== undefined) {
      return found;
    }
    const resolution = resolveSelector(selector, scope, catalog);
    const answer = { resolution, selector: withLabelsOf(selector, resolution.sources) };
    inScope.set(selector, answer);
    return answer;
  };
  return {
    resolve: (selector, scope) => find(selector, scope).resolution,
    resolved: (expression, scope) => rewrite(expression, { selector: (selector) => find(selector, scope).selector }),
  };
}

function withLabelsOf(selector: Selector, sources: readonly Source[]): Selector {
  const [first, ...others] = sources;
  if (first === undefined) {
    return selector;
  }
  const { series } = selector;
  const own = Object.entries(series.labels);
  if (
    series.kind !== "record" &&
    sources.every(({ labels }) => own.every(([label, domain]) => labels.get(label) === domain) && listedIn(labels) === own.length)
  ) {
    return selector;
  }
  const common = [...first.labels.keys()].filter((label) => others.every(({ labels }) => labels.has(label)));
  const listed = series.kind === "record" ? common : common.filter((label) => !NOT_LISTED.includes(label));
  const labels = Object.fromEntries(listed.map((label) => [label, joined(sources.map((source) => source.labels.get(label)))]));
  return { ...selector, series: { ...series, labels } };
}

/** Labels of a source that its definition lists: all but those of the scrape and of the exposition. */
function listedIn(labels: KnownLabels): number {
  return labels.size - NOT_LISTED.filter((label) => labels.has(label)).length;
}

function joined(domains: readonly (LabelDomain | undefined)[]): LabelDomain {
  const values = domains.flatMap((domain) => (domain === undefined || isOpen(domain) ? [] : domain));
  return domains.some((domain) => domain === undefined || isOpen(domain)) ? ANY_VALUE : [...new Set(values)];
}

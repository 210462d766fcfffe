import type { Matcher, Selector } from "./expression.ts";
import { re2 } from "./re2.ts";

/** Labels of a series. */
export type SeriesLabels = Readonly<Record<string, string>>;

/** A value that no definition lists. */
const STRANGE = "decoy";

/** Labels of a series that a selector selects. */
export function labelsOfSelected(selector: Selector): SeriesLabels {
  const value = (label: string) => choose(selector, label, (one) => passes(selector.matchers, label, one)) ?? STRANGE;
  return Object.fromEntries(labelNames(selector).map((label) => [label, value(label)]));
}

/**
 * Labels of a series that one selector selects and another, of the same metric, leaves out for its value of one label.
 * Undefined where there is no such value.
 */
export function labelsBetween(selected: Selector, left: Selector): SeriesLabels | undefined {
  const all = labelsOfSelected(selected);
  for (const { label } of left.matchers) {
    const value = choose(selected, label, (one) => passes(selected.matchers, label, one) && !passes(left.matchers, label, one));
    if (value !== undefined) {
      return { ...all, [label]: value };
    }
  }
  return undefined;
}

/** For each matcher of a selector, labels that only this matcher refuses: a value that no definition lists, where that is refused. */
export function labelsRefused(selector: Selector): readonly SeriesLabels[] {
  const all = labelsOfSelected(selector);
  return selector.matchers.flatMap((matcher) => {
    const refused = (value: string) => !passes([matcher], matcher.label, value);
    const value = refused(STRANGE) ? STRANGE : choose(selector, matcher.label, refused);
    return value === undefined ? [] : [{ ...all, [matcher.label]: value }];
  });
}

/** Whether a selector selects a series of its metric. */
export function isSelected(selector: Selector, labels: SeriesLabels): boolean {
  return selector.matchers.every(({ label }) => passes(selector.matchers, label, labels[label] ?? ""));
}

function labelNames({ series, matchers }: Selector): readonly string[] {
  return [...new Set([...Object.keys(series.labels), "job", "instance", ...matchers.map(({ label }) => label)])];
}

function choose({ series, matchers }: Selector, label: string, fits: (value: string) => boolean): string | undefined {
  const domain = series.labels[label];
  const listed = Array.isArray(domain) ? (domain as readonly string[]) : [];
  const named = matchers.filter((matcher) => matcher.label === label).flatMap(examples);
  return [...listed, ...named, STRANGE].find(fits);
}

function passes(matchers: readonly Matcher[], label: string, value: string): boolean {
  return matchers.filter((matcher) => matcher.label === label).every((matcher) => TESTS[matcher.operator](matcher.value, value));
}

const TESTS: Readonly<Record<Matcher["operator"], (pattern: string, value: string) => boolean>> = {
  "=": (pattern, value) => value === pattern,
  "!=": (pattern, value) => value !== pattern,
  "=~": (pattern, value) => isMatch(pattern, value),
  "!~": (pattern, value) => !isMatch(pattern, value),
};

function isMatch(pattern: string, value: string): boolean {
  const read = re2(pattern);
  return "matches" in read && read.matches(value);
}

/** Texts that a matcher names: its value, or one for each alternative of its pattern. */
function examples({ operator, value }: Matcher): readonly string[] {
  return operator === "=" || operator === "!=" ? [value] : value.split("|").map(example);
}

/** Text that an alternative of ours matches: `404` of `4[0-8].`, `a.b` of `a\\.b`. */
function example(pattern: string): string {
  return pattern.replaceAll(/\\(.)|\[(.)[^\]]*\]|(\.)/g, (_, literal, first, any) => literal ?? first ?? (any && "0"));
}

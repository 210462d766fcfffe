import { type Duration, type Expression, type Matcher, rewrite } from "@platform/promql";

/** What a dashboard fills in before it asks. */
export interface VariableValues {
  /** By name, without `$`: text of one value, or a regular expression. */
  readonly variables: ReadonlyMap<string, string>;
  readonly rangeSeconds: number;
  readonly stepSeconds: number;
  readonly scrapeIntervalSeconds: number;
}

/** Stands for "All" in a drop-down. */
export const ANY = ".+";

/** An expression as it is sent: each variable replaced by its value, as Grafana would. */
export function fillVariables<E extends Expression>(expression: E, values: VariableValues): E {
  return rewrite(expression, {
    selector: (selector) => ({ ...selector, matchers: selector.matchers.map((matcher) => fillMatcher(matcher, values.variables)) }),
    duration: (duration) => fillDuration(duration, values),
  });
}

function fillMatcher(matcher: Matcher, variables: ReadonlyMap<string, string>): Matcher {
  const value = matcher.value.replaceAll(/\$\{?(\w+)(?::\w+)?\}?/g, (text, name: string) => variables.get(name) ?? text);
  const isAny = value === ANY && matcher.operator === "=";
  return { ...matcher, value, ...(isAny && { operator: "=~" }) };
}

/** @see https://grafana.com/docs/grafana/latest/datasources/prometheus/template-variables/#use-__rate_interval */
function fillDuration(duration: Duration, { rangeSeconds, stepSeconds, scrapeIntervalSeconds }: VariableValues): Duration {
  switch (duration) {
    case "$__range":
      return rangeSeconds;
    case "$__interval":
      return stepSeconds;
    case "$__rate_interval":
      return Math.max(stepSeconds + scrapeIntervalSeconds, 4 * scrapeIntervalSeconds);
    default:
      return duration;
  }
}

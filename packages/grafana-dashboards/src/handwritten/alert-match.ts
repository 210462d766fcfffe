import { isOpen } from "@platform/metrics/define";
import { type Matcher, re2 } from "@platform/promql";
import type { KnownAlert } from "./written-catalog.ts";

/** Whether an alert has what a matcher asks for: always, never, or it depends on values that are not known. */
export type Match = "always" | "never" | "perhaps";

/** Alertmanager takes a label that is not there for one that is empty. */
export function matchOf({ labels, isOpen: carriesMore }: KnownAlert, matchers: readonly Matcher[]): Match {
  const each = matchers.map((matcher): Match => {
    const { label } = matcher;
    const domain = labels.get(label);
    if (labels.has(label) ? domain === undefined || isOpen(domain) : carriesMore) {
      return "perhaps";
    }
    const matched = ((domain ?? [""]) as readonly string[]).map((value) => matches(matcher, value));
    return matched.every(Boolean) ? "always" : matched.some(Boolean) ? "perhaps" : "never";
  });
  return each.includes("never") ? "never" : each.includes("perhaps") ? "perhaps" : "always";
}

export function matches({ operator, value }: Matcher, text: string): boolean {
  switch (operator) {
    case "=":
      return text === value;
    case "!=":
      return text !== value;
    default: {
      const pattern = re2(value);
      return "matches" in pattern && pattern.matches(text) === (operator === "=~");
    }
  }
}

/** `severity="critical", team=~"a|b"`. */
export function matcherText(matchers: readonly Matcher[]): string {
  return matchers.map(({ label, operator, value }) => `${label}${operator}${JSON.stringify(value)}`).join(", ");
}

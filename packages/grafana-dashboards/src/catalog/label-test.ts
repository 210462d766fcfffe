import { isOpen, type LabelDomain } from "@platform/metrics/define";
import { type KnownLabels, type Matcher, re2 } from "@platform/promql";

/** Literal alternatives, as the builders write a list of values. */
const ALTERNATIVES = /^(?:[^\\^$.|?*+()[\]{}]|\\[^a-zA-Z0-9])+(?:\|(?:[^\\^$.|?*+()[\]{}]|\\[^a-zA-Z0-9])+)*$/;

/** `$job` or `${job}`, but not an escaped dollar sign. */
const VARIABLE = /(?<!\\)(?:\\\\)*\$\{?([a-zA-Z_]\w*)/g;

/** Whether series with such labels can match. Made once and asked of many. */
export function labelTest(matcher: Matcher): (labels: KnownLabels) => boolean {
  const { label } = matcher;
  if (isVariable(matcher)) {
    return (labels) => labels.has(label);
  }
  const test = valueTest(matcher);
  return (labels) => {
    const domain = labels.get(label);
    return labels.has(label) && (domain === undefined || isOpen(domain) || domain.some(test));
  };
}

/** Whether a label can have a value. */
export function canBe(domain: LabelDomain | undefined, value: string): boolean {
  return domain === undefined || isOpen(domain) || domain.includes(value);
}

/** The values that a matcher lists: one, or several literal ones. Undefined for anything that is not a list. */
export function listedValues({ operator, value }: Matcher): readonly string[] | undefined {
  if (operator === "=") {
    return [value];
  }
  return operator === "=~" && ALTERNATIVES.test(value) ? value.split(/(?<!\\)\|/).map((one) => one.replaceAll(/\\(.)/g, "$1")) : undefined;
}

export function isVariable({ value }: Matcher): boolean {
  return value.includes("$") && variablesIn(value).length > 0;
}

/** Names of the dashboard variables that a matcher's value reads. */
export function variablesIn(value: string): readonly string[] {
  const [, only] = /^\$([a-zA-Z_]\w*)$/.exec(value) ?? [];
  if (only !== undefined) {
    return [only];
  }
  return [...value.matchAll(VARIABLE)].map(([, name]) => name as string);
}

function valueTest({ operator, value }: Matcher): (one: string) => boolean {
  switch (operator) {
    case "=":
      return (one) => one === value;
    case "!=":
      return (one) => one !== value;
    default: {
      const listed = listedValues({ label: "", operator: "=~", value });
      if (listed !== undefined) {
        return (one) => listed.includes(one) === (operator === "=~");
      }
      const pattern = re2(value);
      return (one) => "matches" in pattern && pattern.matches(one) === (operator === "=~");
    }
  }
}

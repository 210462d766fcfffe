import { numbers } from "./describe-numbers.ts";

/** Numbers that stand for themselves: not those inside of names. Durations and numbers in quotes are found too. */
const NUMBER = /(?<![\w.:])(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?)(?![\w.:])|(?<=\[)[0-9a-z]+(?=[\]:])/gi;

/**
 * What to say of a query that differs. Where only numbers do, each is told by what it is: a threshold, a window, a quantile.
 */
export function describeQuery(name: string, before: string, after: string, unit: string | undefined): readonly string[] {
  const [old, now] = [split(before), split(after)];
  const isSameShape = old.texts.length === now.texts.length && old.texts.every((text, index) => text === now.texts[index]);
  if (!isSameShape) {
    return [`${name} ${before} → ${after}`];
  }
  const quantile = /histogram_quantile\(\s*(0?\.\d+)/.exec(after)?.[1];
  const changes = old.values.flatMap((value, index) => {
    const next = now.values[index] as string;
    return value === next ? [] : [described({ before: old.texts[index] as string, value, next, quantile, unit })];
  });
  return [...new Set(changes)].map((change) => (name === "query" ? change : `${name}: ${change}`));
}

interface NumberChange {
  /** Text up to the number. */
  readonly before: string;
  readonly value: string;
  readonly next: string;
  readonly quantile: string | undefined;
  readonly unit: string | undefined;
}

function described({ before, value, next, quantile, unit }: NumberChange): string {
  if (/\[$/.test(before)) {
    return `window ${value} → ${next}`;
  }
  if (/histogram_quantile\(\s*$/.test(before)) {
    return `quantile ${percentile(value)} → ${percentile(next)}`;
  }
  if (/(?:>|<|>=|<=|==|!=)\s*(?:bool\s*)?$/.test(before)) {
    const of = quantile === undefined ? "" : `${percentile(quantile)} `;
    return `${of}threshold ${numbers(Number(value), Number(next), unit)}`;
  }
  return /le=~?"$/.test(before) ? `bound ${value} → ${next}` : `number ${value} → ${next}`;
}

function percentile(quantile: string): string {
  return `p${Number((Number(quantile) * 100).toPrecision(6))}`;
}

function split(query: string): { readonly texts: readonly string[]; readonly values: readonly string[] } {
  return { texts: query.split(NUMBER), values: query.match(NUMBER) ?? [] };
}

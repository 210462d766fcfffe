/** A text of PromQL that a dashboard fills in before it asks, made readable for a parser without moving any character. */
export interface MaskedQuery {
  readonly text: string;
  /** Whether a variable stands for more than a duration or a part of a text: a metric, a label, a number. */
  readonly isOpaque: boolean;
  /** Whether a character came from a variable. */
  isMasked(from: number, to: number): boolean;
}

const STRING_OR_VARIABLE = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|\$\{[^}]*\}|\$[a-zA-Z_]\w*|\[\[\w+(?::\w+)?\]\]/g;

const BEFORE_DURATION = /(?:\[|:|\boffset\s*-?)\s*$/;

/** Stands for a duration: two characters, as many as the shortest variable has. */
const DURATION = "5m";

/**
 * Replaces `$__rate_interval` and other variables outside of texts: durations by a duration, anything else by a name.
 *
 * @see https://grafana.com/docs/grafana/latest/dashboards/variables/variable-syntax/
 */
export function maskVariables(query: string): MaskedQuery {
  const masks: (readonly [number, number])[] = [];
  let isOpaque = false;
  const text = query.replaceAll(STRING_OR_VARIABLE, (match, offset: number) => {
    if (!/^[$[]/.test(match)) {
      return match;
    }
    masks.push([offset, offset + match.length]);
    if (BEFORE_DURATION.test(query.slice(0, offset))) {
      const hasUnit = /^(?:ms|[smhdwy])\b/.test(query.slice(offset + match.length));
      return hasUnit ? "1".padStart(match.length, "0") : DURATION.padEnd(match.length);
    }
    isOpaque = true;
    return "_".repeat(match.length);
  });
  return { text, isOpaque, isMasked: (from, to) => masks.some(([start, end]) => start < to && end > from) };
}

import { PageError } from "../server/page-error.ts";
import type { LogLine } from "../store/log-store.ts";

type Test = (text: string) => boolean;

/** Tells whether a line belongs to a query. */
export type LogFilter = (line: LogLine) => boolean;

const LITERAL = '"(?:[^"\\\\]|\\\\.)*"|`[^`]*`';
const MATCHER = new RegExp(`^\\s*([a-zA-Z_][\\w.]*)\\s*(=~|!~|!=|=)\\s*(${LITERAL})\\s*(,|$)?`);
const LINE_FILTER = new RegExp(`^\\s*(\\|=|!=|\\|~|!~)\\s*(${LITERAL})`);
const LABEL_FILTER = new RegExp(`^\\s*\\|\\s*([a-zA-Z_][\\w.]*)\\s*(=~|!~|!=|=)\\s*(${LITERAL})`);
/** Longer queries are nobody's. */
const MOST = 10_000;

/**
 * The part of LogQL that finds lines: `{service_name="payment"} |= "refused" != "retry" |~ "card .*" | trace_id="4bf9…"`.
 *
 * @throws PageError `query_invalid` with the place where it is not understood
 * @see https://grafana.com/docs/loki/latest/query/log_queries/
 */
export function readLogQuery(query: string): LogFilter {
  const selector = /^\s*\{([\s\S]*?)\}(?=\s*(?:[|!]|$))/.exec(query);
  if (query.length > MOST || selector === null) {
    throw invalid(query, 'it does not begin with a selector such as {service_name="payment"}');
  }
  const tests: LogFilter[] = readMatchers(selector[1] ?? "", query);
  let rest = query.slice(selector[0].length);
  while (rest.trim() !== "") {
    const onLine = LINE_FILTER.exec(rest);
    const onLabel = onLine === null ? LABEL_FILTER.exec(rest) : null;
    const [whole] = onLine ?? onLabel ?? [];
    if (whole === undefined) {
      throw invalid(query, `${JSON.stringify(rest.trim().slice(0, 40))} is neither a filter of lines nor one of labels`);
    }
    if (onLine !== null) {
      const test = textTest(onLine[1] ?? "", unquote(onLine[2] ?? ""), query, { whole: false });
      tests.push(({ line }) => test(line));
    } else {
      tests.push(labelTest(onLabel?.[1] ?? "", onLabel?.[2] ?? "", unquote(onLabel?.[3] ?? ""), query));
    }
    rest = rest.slice(whole.length);
  }
  return (line) => tests.every((test) => test(line));
}

function readMatchers(text: string, query: string): LogFilter[] {
  const tests: LogFilter[] = [];
  let rest = text;
  while (rest.trim() !== "") {
    const match = MATCHER.exec(rest);
    if (match === null) {
      throw invalid(query, `${JSON.stringify(rest.trim().slice(0, 40))} is no matcher of a label`);
    }
    tests.push(labelTest(match[1] ?? "", match[2] ?? "", unquote(match[3] ?? ""), query));
    rest = rest.slice(match[0].length);
  }
  return tests;
}

/** A label of the stream, or else of the line alone; one that is missing is empty. */
function labelTest(name: string, operator: string, value: string, query: string): LogFilter {
  const test = textTest(operator, value, query, { whole: true });
  return ({ labels, metadata }) => test(labels[name] ?? metadata[name] ?? "");
}

function textTest(operator: string, value: string, query: string, { whole }: { readonly whole: boolean }): Test {
  if (operator === "=" || operator === "|=") {
    return whole ? (text) => text === value : (text) => text.includes(value);
  }
  if (operator === "!=") {
    return whole ? (text) => text !== value : (text) => !text.includes(value);
  }
  const pattern = compile(whole ? `^(?:${value})$` : value, query);
  return operator === "!~" ? (text) => !pattern.test(text) : (text) => pattern.test(text);
}

function compile(pattern: string, query: string): RegExp {
  const [, flags = "", source = pattern] = /^(\^\(\?:)?\(\?i\)/.test(pattern) ? [pattern, "i", pattern.replace("(?i)", "")] : [];
  try {
    return new RegExp(source, `${flags}s`);
  } catch (cause) {
    throw invalid(query, (cause as Error).message, cause);
  }
}

function unquote(literal: string): string {
  if (literal.startsWith("`")) {
    return literal.slice(1, -1);
  }
  try {
    return JSON.parse(literal) as string;
  } catch {
    return literal.slice(1, -1).replaceAll(/\\(.)/g, "$1");
  }
}

function invalid(query: string, why: string, cause?: unknown): PageError {
  return new PageError(400, "query_invalid", `${JSON.stringify(query.slice(0, 200))} is not understood: ${why}.`, { cause });
}

/** Nothing in it is escaped. */
const PLAIN = /^[ !#-[\]-~]*$/;

/**
 * A PromQL string literal in double quotes. Its escapes are Go's, of which those of JSON are a part. The replacement
 * character is escaped as well: Prometheus takes it, as it is, for text that is not UTF-8.
 */
export function quote(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(text.toWellFormed()).replaceAll("\ufffd", "\\ufffd");
}

/** Text as a regular expression that matches just this text. @see https://github.com/google/re2/wiki/Syntax */
export function escapeRegex(text: string): string {
  return text.replace(/[\\^$.|?*+()[\]{}]/g, "\\$&");
}

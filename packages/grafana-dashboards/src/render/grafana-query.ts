import { type Expression, print } from "@platform/promql";

/** A string literal of printed PromQL, with the operator of the matcher whose value it is. */
const LITERAL = /([=!]~)?"(?:[^"\\]|\\.)*"/g;

/** A matcher whose value is wholly a drop-down. */
const DROP_DOWN = /^[=!]~"\$[a-z_]+"$/;

/**
 * PromQL as Grafana sends it on. Grafana replaces `$name` anywhere in a query, also inside text that came from a definition;
 * there the dollar is written as an escape, which only Prometheus reads.
 */
export function printForGrafana(expression: Expression): string {
  return print(expression).replaceAll(LITERAL, (literal) => (DROP_DOWN.test(literal) ? literal : literal.replaceAll("$", "\\x24")));
}

/** Text that Grafana shows as it is: a word joiner, which has no width, keeps `$name` and `[[name]]` from being replaced. */
export function plainText(text: string): string {
  return text.replaceAll(/\$(?=[\w{])|\[(?=\[)/g, "$&\u2060");
}

import type { Expression } from "@platform/promql";
import { walk } from "@platform/promql";

/** A rule of a rule file, with its expression as a tree that was read from its text. */
export interface ReadRule {
  readonly file: string;
  readonly group: string;
  readonly intervalSeconds: number;
  /** Name of the record or the alert. */
  readonly name: string;
  readonly isAlert: boolean;
  readonly text: string;
  readonly expression: Expression;
  readonly forSeconds: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export interface ReadRules {
  readonly rules: readonly ReadRule[];
  readonly scrapeSeconds: number;
  readonly retentionSeconds: number;
  readonly externalLabels: readonly string[];
}

const COMPARISON = /==|!=(?!["~])|>=|<=|>|</;
const COUNTERS = /_(?:total|count|sum|bucket)$/;

/** Programs of others, of which a counter's name does not say so; what kind it is stands in the definition, which check `counter-rate` reads. */
const FOREIGN = /^(?:elasticsearch|nginx|redis|pg|rabbitmq|node|probe)_/;

/**
 * The checks of cloudflare/pint that need no Prometheus, and the limit of Mimir, each as a function that returns what breaks it.
 *
 * @see https://cloudflare.github.io/pint/
 */
export const PINT_RULES: Readonly<Record<string, (read: ReadRules) => readonly string[]>> = {
  "alerts/absent": ({ rules, scrapeSeconds }) =>
    named(rules.filter(({ isAlert, text, forSeconds }) => isAlert && /\babsent(_over_time)?\(/.test(text) && forSeconds < 2 * scrapeSeconds)),
  "alerts/annotation": ({ rules }) =>
    named(rules.filter(({ isAlert, annotations }) => isAlert && !(annotations.summary && annotations.description && annotations.runbook_url))),
  "alerts/comparison": ({ rules }) =>
    named(rules.filter(({ isAlert, text }) => isAlert && !COMPARISON.test(withoutTexts(text)) && !/\babsent\(|\bALERTS\{/.test(text))),
  "alerts/external_labels": ({ rules, externalLabels }) => named(rules.filter(({ labels }) => externalLabels.some((label) => label in labels))),
  "alerts/for": ({ rules }) => named(rules.filter(({ forSeconds }) => !(forSeconds >= 0 && forSeconds <= 86_400))),
  "alerts/template, no value in a label": ({ rules }) =>
    named(rules.filter(({ labels }) => Object.values(labels).some((value) => /\$value|\.Value/.test(value.replaceAll(/\{\{ "[^"]*" \}\}/g, ""))))),
  "alerts/template, a value is humanized": ({ rules }) =>
    named(rules.filter(({ annotations }) => Object.values(annotations).some((text) => /\{\{\s*\$value\s*\}\}/.test(text)))),
  "group/interval": ({ rules }) => named(rules.filter(({ intervalSeconds }) => !(intervalSeconds >= 1 && intervalSeconds <= 300))),
  "labels/conflict": ({ rules }) => named(rules.filter(({ labels, isAlert }) => !isAlert && "instance" in labels)),
  "promql/counter": ({ rules }) =>
    calls(rules, /^(?:rate|irate|increase|resets)$/, (name) => !COUNTERS.test(name) && !FOREIGN.test(name) && !name.includes(":")),
  "promql/fragile, no quotient inside of a sum": ({ rules }) =>
    named(
      rules.filter(({ expression }) =>
        walk(expression).some(
          (node) => node.node === "aggregation" && ["sum", "avg"].includes(node.operator) && node.of.node === "binary" && node.of.operator === "/",
        ),
      ),
    ),
  "promql/rate, no rate of what was added up": ({ rules }) => calls(rules, /^(?:rate|irate|increase)$/, (name) => name.includes(":")),
  "promql/rate, at least two scrapes": ({ rules, scrapeSeconds }) =>
    named(rules.filter(({ expression }) => ranges(expression).some(({ seconds, name }) => !name.includes(":") && seconds < 2 * scrapeSeconds))),
  "promql/range_query": ({ rules, retentionSeconds }) =>
    named(rules.filter(({ expression }) => ranges(expression).some(({ seconds }) => seconds > retentionSeconds))),
  "promql/regexp": ({ rules }) =>
    named(
      rules.filter(({ expression }) =>
        walk(expression).some(
          (node) =>
            node.node === "selector" &&
            node.matchers.some(({ operator, value }) => operator.includes("~") && (/^\^|\$$/.test(value) || !/[.*+?|()[\]{}\\]/.test(value))),
        ),
      ),
    ),
  "promql/selector, every one names its job, its objective or its service": ({ rules }) =>
    named(rules.filter(({ expression }) => walk(expression).some((node) => node.node === "selector" && node.matchers.length === 0))),
  "rule/duplicate": ({ rules }) => {
    const keys = rules.map(({ isAlert, name, labels, text }) => JSON.stringify([isAlert, name, labels, isAlert ? "" : text]));
    return keys.filter((key, index) => keys.indexOf(key) !== index);
  },
  "rule/label": ({ rules }) => named(rules.filter(({ isAlert, labels }) => isAlert && !(labels.severity && labels.team && labels.category))),
  "rule/link": ({ rules }) => named(rules.filter(({ isAlert, annotations }) => isAlert && !/^https?:\/\//.test(annotations.runbook_url ?? ""))),
  "rule/name": ({ rules }) => named(rules.filter(({ isAlert, name }) => !(isAlert ? /^[A-Z][A-Za-z0-9]*$/ : /^[a-z_]+:[a-zA-Z0-9_:]+$/).test(name))),
  "Mimir: 20 rules a group": ({ rules }) =>
    [...Map.groupBy(rules, ({ file, group }) => `${file} ${group}`)].filter(([, of]) => of.length > 20).map(([group]) => group),
};

function named(rules: readonly ReadRule[]): readonly string[] {
  return rules.map(({ file, name, text }) => `${file} ${name}: ${text}`);
}

/** Rules in which a function reads a series of such a name over a range. */
function calls(rules: readonly ReadRule[], name: RegExp, isWrong: (series: string) => boolean): readonly string[] {
  return named(
    rules.filter(({ expression }) =>
      walk(expression).some((node) => {
        const [range] = node.node === "call" && name.test(node.function) ? node.args : [];
        return range?.node === "range" && isWrong(range.of.series.name);
      }),
    ),
  );
}

function ranges(expression: Expression): readonly { readonly seconds: number; readonly name: string }[] {
  return walk(expression).flatMap((node) =>
    node.node === "range" && typeof node.range === "number" ? [{ seconds: node.range, name: node.of.series.name }] : [],
  );
}

function withoutTexts(text: string): string {
  return text.replaceAll(/"(?:[^"\\]|\\.)*"|\{[^}]*\}/g, "");
}

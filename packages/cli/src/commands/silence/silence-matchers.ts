import { re2 } from "@platform/promql";
import type { DefinedAlert } from "../../alertmanager/defined-alerts.ts";
import { alertNamed } from "../../alertmanager/defined-alerts.ts";
import { CommandError } from "../../command-error.ts";
import { exitCode } from "../../exit-code.ts";

/** As Alertmanager's API takes it. */
export interface SilenceMatcher {
  readonly name: string;
  readonly value: string;
  readonly isRegex: boolean;
  readonly isEqual: boolean;
}

/** Quotes around the value are those of Alertmanager's own notation. */
const MATCHER = /^([a-zA-Z_][a-zA-Z0-9_]*)(=~|!~|!=|=)("?)(.*)\3$/s;

/**
 * What is silenced: names of alerts, or `label=value`, `label=~pattern`, `label!=value`, `label!~pattern`, all of which an alert must have.
 *
 * @throws CommandError `matcher_invalid`, `alert_unknown`, `silence_matches_nothing`, `silence_too_wide`
 */
export function silenceMatchers(texts: readonly string[], alerts: readonly DefinedAlert[]): readonly SilenceMatcher[] {
  const names = texts.filter((text) => /^\w+$/.test(text)).map((name) => alertNamed(name, alerts).rule.name);
  const matchers = [
    ...(names.length === 0 ? [] : [{ name: "alertname", value: names.join("|"), isRegex: names.length > 1, isEqual: true }]),
    ...texts.filter((text) => !/^\w+$/.test(text)).map(readMatcher),
  ];
  const silenced = silencedBy(matchers, alerts);
  if (silenced.length === 0) {
    throw new CommandError("silence_matches_nothing", `No alert of the definitions has ${matcherTexts(matchers)}.`, {
      exit: exitCode.usage,
      hint: "A silence that matches nothing lets everything through.",
    });
  }
  const watchdog = silenced.find(({ isWatchdog }) => isWatchdog);
  if (watchdog !== undefined && !names.includes(watchdog.rule.name)) {
    throw new CommandError("silence_too_wide", `It would silence ${watchdog.rule.name} too, which tells that alerts work at all.`, {
      exit: exitCode.usage,
      hint: `Say less, or add alertname!=${watchdog.rule.name}.`,
    });
  }
  return matchers;
}

/** Alerts of the definitions that a silence reaches, or may reach when they fire. */
export function silencedBy(matchers: readonly SilenceMatcher[], alerts: readonly DefinedAlert[]): readonly DefinedAlert[] {
  const tests = matchers.map((matcher) => ({ ...matcher, matches: valueTest(matcher) }));
  return alerts.filter(({ labels, open }) =>
    tests.every(({ name, matches, isEqual }) => {
      const has = labels[name];
      return (has === undefined && open.has(name)) || matches(has ?? "") === isEqual;
    }),
  );
}

function valueTest({ value, isRegex }: SilenceMatcher): (text: string) => boolean {
  const pattern = isRegex ? re2(value) : undefined;
  return pattern !== undefined && "matches" in pattern ? pattern.matches : (text) => text === value;
}

/** `alertname="PaymentDown", instance=~"a|b"`. */
export function matcherTexts(matchers: readonly SilenceMatcher[]): string {
  return matchers
    .map(({ name, value, isRegex, isEqual }) => `${name}${isEqual ? "=" : "!"}${isRegex ? "~" : isEqual ? "" : "="}${JSON.stringify(value)}`)
    .join(", ");
}

function readMatcher(text: string): SilenceMatcher {
  const [, name, operator, , value] = MATCHER.exec(text) ?? [];
  const wrong = (rule: string) => new CommandError("matcher_invalid", `${JSON.stringify(text)} ${rule}`, { exit: exitCode.usage });
  if (name === undefined || operator === undefined || value === undefined) {
    throw wrong("is neither the name of an alert nor label=value, label!=value, label=~pattern or label!~pattern.");
  }
  const isRegex = operator.endsWith("~");
  const pattern = isRegex ? re2(value) : undefined;
  if (pattern !== undefined && "reason" in pattern) {
    throw wrong(`has a pattern that Alertmanager refuses: it ${pattern.reason}.`);
  }
  return { name, value, isRegex, isEqual: !operator.startsWith("!") };
}

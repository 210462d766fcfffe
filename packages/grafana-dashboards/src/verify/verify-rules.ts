import { alerts, print, type Rule, type RuleGroup } from "@platform/promql";
import type { Model } from "../model/model.ts";
import type { LoadedGroup, LoadedRule, PrometheusClient } from "./prometheus-client.ts";
import type { AskOptions } from "./verify-panels.ts";
import type { RuleResult } from "./verify-report.ts";

/** A rule, ready to be asked for. */
export type RuleQuestion = () => Promise<RuleResult>;

/** One question for each rule: is it loaded and healthy, does its expression run, does its record have series. */
export function ruleQuestions({ ruleFiles }: Model, loaded: readonly LoadedGroup[], options: AskOptions): readonly RuleQuestion[] {
  const byName = new Map(loaded.map((group) => [group.name, group]));
  return ruleFiles
    .flatMap(({ groups }) => groups)
    .flatMap((group) => group.rules.map((rule, index) => () => verifyRule(group, rule, byName.get(group.name)?.rules[index], options)));
}

async function verifyRule(group: RuleGroup, rule: Rule, loaded: LoadedRule | undefined, { client, nowSeconds }: AskOptions): Promise<RuleResult> {
  const name = rule.kind === "alert" ? rule.name : rule.record.name;
  const result = { group: group.name, rule: name, series: 0 };
  if (loaded === undefined || loaded.name !== name) {
    const why =
      loaded === undefined
        ? "Prometheus has not loaded it"
        : `Prometheus has loaded ${loaded.name} in its place: the rules that it runs are not these`;
    return { ...result, status: "not-loaded", why };
  }
  if (!(await isSame(rule, loaded, client))) {
    return { ...result, status: "outdated", why: "Prometheus runs it in another form: it has not read the generated file since" };
  }
  if (loaded.health === "err") {
    return { ...result, status: "error", why: loaded.lastError ?? "its evaluation failed" };
  }
  const answer = await client.instant(print(rule.expression), nowSeconds);
  if ("error" in answer) {
    return { ...result, status: "error", why: answer.error };
  }
  const written = await client.instant(writtenBy(rule), nowSeconds);
  const series = "series" in written ? written.series : 0;
  if (rule.kind === "alert") {
    return { ...result, status: loaded.health === "unknown" ? "waiting" : "evaluated", series };
  }
  if (series > 0) {
    return { ...result, status: "recorded", series };
  }
  const why =
    loaded.health === "unknown"
      ? `its group has had no turn yet (every ${group.intervalSeconds} s)`
      : answer.series > 0
        ? "it will be recorded at the next turn"
        : "its expression has no series yet";
  return { ...result, status: "waiting", why };
}

/** Compares without blanks, since Prometheus breaks long expressions into lines. */
async function isSame(rule: Rule, { query, duration }: LoadedRule, client: PrometheusClient): Promise<boolean> {
  const formatted = await client.formatted(print(rule.expression));
  const hasSameQuery = formatted === undefined || withoutBlanks(formatted) === withoutBlanks(query);
  return hasSameQuery && (rule.kind === "recording" || duration === undefined || duration === rule.forSeconds);
}

function withoutBlanks(text: string): string {
  return text.replaceAll(/\s+/g, "");
}

/** What a rule has written, as a query. */
function writtenBy(rule: Rule): string {
  const labels = rule.kind === "alert" ? { alertname: rule.name } : rule.labels;
  const series = rule.kind === "alert" ? alerts : rule.record;
  const matchers = Object.entries(labels).map(([label, value]) => ({ label, operator: "=", value }) as const);
  return print({ node: "selector", series, part: "value", matchers });
}

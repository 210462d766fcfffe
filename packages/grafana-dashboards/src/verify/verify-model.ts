import { catalogOf } from "../catalog/catalog.ts";
import type { Model } from "../model/model.ts";
import { mapConcurrently } from "./map-concurrently.ts";
import { createPrometheusClient } from "./prometheus-client.ts";
import { type AskOptions, panelQuestions } from "./verify-panels.ts";
import type { PanelResult, RuleResult, TargetResult, VerifyReport } from "./verify-report.ts";
import { ruleQuestions } from "./verify-rules.ts";
import { verifyTargets } from "./verify-targets.ts";

export interface VerifyOptions {
  readonly model: Model;
  /** Base URL of a Prometheus that runs the generated rules. */
  readonly prometheusUrl: string;
  readonly fetch?: typeof fetch;
  /** Seconds since 1970; default the clock. */
  readonly now?: () => number;
  /** Time that panels are asked for, up to now; default 300 s. */
  readonly windowSeconds?: number;
  /** For each request; default 10 s. */
  readonly timeoutSeconds?: number;
  /** Requests at a time; default 8. */
  readonly concurrency?: number;
}

const OK: readonly (PanelResult["status"] | RuleResult["status"] | TargetResult["status"])[] = [
  "data",
  "may-be-empty",
  "recorded",
  "evaluated",
  "waiting",
  "up",
];

/**
 * Executes every query of every panel and every rule of a model against a running Prometheus, with the variables of each
 * dashboard replaced by real values, and asks whether its rules are loaded and its targets up.
 *
 * @throws PrometheusError if there is no Prometheus to ask
 */
export async function verifyModel({
  model,
  prometheusUrl,
  fetch = globalThis.fetch,
  now = () => Date.now() / 1000,
  windowSeconds = 300,
  timeoutSeconds = 10,
  concurrency = 8,
}: VerifyOptions): Promise<VerifyReport> {
  const client = createPrometheusClient({ url: prometheusUrl, fetch, timeoutSeconds });
  const [groups, active] = [await client.groups(), await client.targets()];
  const stepSeconds = model.platform.prometheus.scrapeIntervalSeconds;
  const options: AskOptions = { client, catalog: catalogOf(model), nowSeconds: now(), windowSeconds, stepSeconds };
  const panels = await mapConcurrently(panelQuestions(model, options), concurrency, (ask) => ask());
  const rules = await mapConcurrently(ruleQuestions(model, groups, options), concurrency, (ask) => ask());
  const targets = verifyTargets(model, active);
  return { ok: [...panels, ...rules, ...targets].every(({ status }) => OK.includes(status)), panels, rules, targets };
}

import { type AlertDefinitions, ageOf, alertAbove, alertBelow, increaseOf, levelOf, ratioOf, shareOf, whileBelow } from "@platform/alerts";
import type { ExporterDefinition } from "@platform/grafana-dashboards/define";
import { nodejsEventloopDelayP99, processStartTime } from "@platform/metrics/define";
import { select } from "@platform/promql";
import {
  type FlowDefinition,
  syntheticAbandonedSteps,
  syntheticCleanupFailures,
  syntheticFlowInterval,
  syntheticFlowPassing,
  syntheticFlowSlow,
  syntheticLastDuration,
  syntheticLastRun,
  syntheticLeftovers,
  syntheticRuns,
  syntheticSkippedRuns,
  syntheticStepDuration,
  syntheticStepFailures,
  syntheticStrayErrors,
  syntheticWaitingRuns,
} from "@platform/synthetics/define";
import { type ExporterOptions, exporterOf } from "./exporter.ts";

const flows = { category: "synthetic", runbook: "synthetic/flow-failing" } as const;
const runner = { category: "synthetic", runbook: "synthetic/runner" } as const;
const FLOW = { per: ["flow"] } as const;
const HOUR = { per: ["flow"], windowSeconds: 3600 } as const;

/** Speeds of spending at which the budget of a month is gone within two days, and within ten. @see https://sre.google/workbook/alerting-on-slos/ */
const BURN_RATES = [
  { name: "BudgetFast", factor: 14.4, windowSeconds: 3600, severity: "critical", gone: "two days" },
  { name: "Budget", factor: 3, windowSeconds: 6 * 3600, severity: "warning", gone: "ten days" },
] as const;

export interface SyntheticsOptions extends ExporterOptions {
  /** Those with an objective get alerts on its error budget; default none. The others need no mention. */
  readonly flows?: readonly FlowDefinition[];
}

/** The share of the runs that failed, of one flow, against what its objective allows. */
function budgetAlerts({ name, slo, everySeconds }: FlowDefinition): AlertDefinitions {
  if (slo === undefined) {
    return {};
  }
  return Object.fromEntries(
    BURN_RATES.filter(({ windowSeconds }) => windowSeconds >= 10 * everySeconds).map(({ name: tier, factor, windowSeconds, severity, gone }) => {
      const limit = Math.min(0.9, Number((factor * (1 - slo.objective)).toPrecision(6)));
      const alert = alertAbove(shareOf(syntheticRuns, { flow: name, outcome: ["failed", "timed_out"] }, { among: { flow: name }, windowSeconds }), {
        ...flows,
        limits: { [severity]: limit },
        minimum: 3,
        // It ends when the flow works again, and not only when the window has forgotten.
        guards: [whileBelow(levelOf(syntheticFlowPassing, { flow: name }, { per: [], operator: "avg", averageSeconds: 600 }), 1)],
        summary: `Flow ${name} spends its error budget of a month within ${gone}`,
        description: `{value} of its runs failed, over {limit}. Its objective is that ${slo.objective * 100} % pass.`,
      });
      return [`${camelCase(name)}${tier}`, alert];
    }),
  );
}

function camelCase(name: string): string {
  return name.replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** The runners of synthetic flows: `platform synthetics serve`, one for each location. What a flow allows itself is in its metrics, so that one alert fits all. */
export function synthetics({ flows: defined = [], ...options }: SyntheticsOptions = {}): ExporterDefinition {
  return exporterOf(
    {
      name: "synthetics",
      title: "Synthetic flows",
      help: "What users do, tried again and again: does it work, how long does it take, and do the runners run.",
      port: 9350,
      category: "synthetic",
      // Not there before the first run of a flow ends.
      optional: [syntheticFlowPassing, syntheticLastDuration],
      further: [syntheticStepDuration, syntheticStepFailures, syntheticWaitingRuns, nodejsEventloopDelayP99],
      traced: { "Failed runs": select(syntheticRuns, { outcome: ["failed", "timed_out"] }) },
      alerts: {
        flowFailing: alertBelow(levelOf(syntheticFlowPassing, {}, { ...FLOW, operator: "avg", averageSeconds: 300 }), {
          ...flows,
          limits: { warning: 0.9, critical: 0.5 },
          forSeconds: 60,
          summary: "Flow {{ $labels.flow }} fails",
          description:
            "Over all locations and the last 5 minutes flow {{ $labels.flow }} passed for {{ $value | humanizePercentage }} of the time. What it does is what a user does: users fail, too.",
        }),
        flowSlow: alertAbove(ratioOf(levelOf(syntheticLastDuration), levelOf(syntheticFlowSlow)), {
          ...flows,
          runbook: "synthetic/flow-slow",
          limits: { warning: 1 },
          forSeconds: 600,
          summary: "Flow {{ $labels.flow }} is slow at {{ $labels.location }}",
          description: "Its last run took {value} of the time from which on it is slow.",
        }),
        flowSilent: alertAbove(ratioOf(ageOf(syntheticLastRun), levelOf(syntheticFlowInterval)), {
          ...runner,
          limits: { critical: 3 },
          forSeconds: 60,
          summary: "Flow {{ $labels.flow }} is not run at {{ $labels.location }}",
          description: "The last run ended {value} intervals ago: whether it works is not known.",
        }),
        runsInterrupted: alertAbove(increaseOf(syntheticRuns, { outcome: "interrupted" }, HOUR), {
          ...runner,
          limits: { info: 0 },
          summary: "Runs of flow {{ $labels.flow }} were cut off",
          description:
            "{value} runs of the last hour ended with their runner: it was killed or stopped in the middle, and they did not clean up for certain.",
        }),
        // Each start sets the counters back, so that what is lost again and again does not add up: the age of the process tells.
        runnerRestarts: alertBelow(ageOf(processStartTime), {
          ...runner,
          limits: { warning: 900 },
          forSeconds: 1800,
          summary: "The runner at {{ $labels.instance }} starts again and again",
          description:
            "For half an hour the runner has never been older than {limit}, now {value}: what kills it cuts off the runs that are under way.",
        }),
        flowsRetried: alertAbove(shareOf(syntheticRuns, { outcome: "retried" }, HOUR), {
          ...flows,
          limits: { info: 0.1 },
          minimum: 10,
          summary: "Flow {{ $labels.flow }} passes only when it is repeated",
          description: "{value} of the runs of the last hour passed, but not at once.",
        }),
        runsSkipped: alertAbove(increaseOf(syntheticSkippedRuns, {}, { per: ["flow", "reason"], windowSeconds: 900 }), {
          ...runner,
          limits: { warning: 2 },
          summary: "Runs of flow {{ $labels.flow }} are left out ({{ $labels.reason }})",
          description: "{value} runs that were due in the last 15 minutes did not begin.",
        }),
        cleanupFailing: alertAbove(increaseOf(syntheticCleanupFailures, {}, HOUR), {
          ...runner,
          limits: { warning: 0 },
          summary: "Flow {{ $labels.flow }} does not clean up",
          description: "{value} cleanups failed within the last hour: what those runs have made is still there.",
        }),
        stepsGoOn: alertAbove(levelOf(syntheticAbandonedSteps), {
          ...runner,
          limits: { warning: 0 },
          summary: "Steps of flow {{ $labels.flow }} never end at {{ $labels.location }}",
          description: "{value} steps go on although their time is over. From three on the flow is run no more.",
        }),
        leftovers: alertAbove(increaseOf(syntheticLeftovers, {}, HOUR), {
          ...runner,
          limits: { warning: 10 },
          summary: "Flow {{ $labels.flow }} leaves timers or connections open",
          description: "{value} of them in the last hour: the runner grows until it is out of memory or file descriptors.",
        }),
        ...Object.assign({}, ...defined.map(budgetAlerts)),
        strayErrors: alertAbove(increaseOf(syntheticStrayErrors, {}, { windowSeconds: 3600 }), {
          ...runner,
          limits: { info: 0 },
          summary: "Flows cause errors outside of their steps",
          description: "{value} errors or rejections that no step has caught, within the last hour.",
        }),
      },
    },
    options,
  );
}

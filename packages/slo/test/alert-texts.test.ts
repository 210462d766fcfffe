import type { AlertingRule, InputSeries } from "@platform/promql";
import { expect, test } from "vitest";
import { sloEvents } from "../src/define.ts";
import { sloRules } from "../src/index.ts";
import { renderRun, renderSeries } from "./render-rule-tests.ts";
import { alertLabels, renderRules } from "./render-rules.ts";
import { promtool } from "./run-promtool.ts";
import { payment } from "./travel-services.ts";

const groups = sloRules({ service: payment, scrapeIntervalSeconds: 15, evaluationIntervalSeconds: 30, tileSeconds: 300 });
const events = sloEvents(payment.slos) ?? expect.fail();
const identity = { job: "payment", slo: "availability" };
const series = (outcome: string, step: number): InputSeries => ({
  series: events,
  part: "value",
  labels: { ...identity, outcome, instance: "payment:1" },
  samples: [{ kind: "line", from: 0, step, count: 80 }],
});

test.each<[string, readonly InputSeries[], Readonly<Record<string, string>>, string, string]>([
  [
    "PaymentAvailabilityFastBurn",
    [series("good", 75), series("bad", 25)],
    { ...identity, window: "1h" },
    "Payment availability spends its error budget over 10 times too fast",
    "In the last 1h the error budget was spent 2.5k times as fast as it lasts, in the last 5m still over 10 times. At 10 times 0.1 % of events are bad: " +
      "that empties a full budget in 3 days, and 1.4 % of the budget of 30 days is gone when this fires. The promise: 99.99 % of events good over 30 days. Payments are answered.",
  ],
  [
    "PaymentAvailabilityBudgetExhausted",
    [series("good", 99_985), series("bad", 15)],
    identity,
    "Payment availability has less than 10 % of its error budget left: freeze deployments",
    "-50% of the error budget of 30 days is left; below zero it is overspent. Deploy only what makes the service more reliable until 20 % are left again; " +
      "then this alert ends. The promise: 99.99 % of events good over 30 days. Payments are answered.",
  ],
  [
    "PaymentAvailabilityDataMissing",
    [],
    { job: "payment" },
    "Payment availability cannot be judged: its data is missing",
    'Prometheus has no series slo_events_total of job "payment", though not every instance of it is known to be down: neither burn rate nor budget is known. ' +
      "The promise: 99.99 % of events good over 30 days. Payments are answered.",
  ],
])(
  "%s says what a person on call needs",
  async (name, input, labels, summary, description) => {
    const alert =
      groups.flatMap(({ rules }) => rules).find((rule): rule is AlertingRule => rule.kind === "alert" && rule.name === name) ?? expect.fail();
    const exp_labels = { ...labels, ...alertLabels(alert) };
    const exp_annotations = { summary, description, runbook: alert.runbook };
    const test = {
      rule_files: ["rules.json"],
      evaluation_interval: "300s",
      tests: [
        {
          interval: "15s",
          input_series: input.map((one) => ({ series: renderSeries(one), values: one.samples.map(renderRun).join(" ") })),
          alert_rule_test: [{ alertname: name, eval_time: "15m", exp_alerts: [{ exp_labels, exp_annotations }] }],
        },
      ],
    };
    const { output } = await promtool({ "rules.json": renderRules(groups), "test.json": JSON.stringify(test) }, ["test", "rules", "test.json"]);
    expect(output).toContain("SUCCESS");
  },
  60_000,
);

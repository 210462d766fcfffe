import { open } from "@platform/metrics/define";
import { aggregate, binary, type InstantVector, over, type RecordDefinition, type RuleGroup, type Selector, select } from "@platform/promql";

const ratio = (name: string) =>
  ({ kind: "record", name, help: name, unit: "ratio", labels: { slo: open({ max: 10 }) } }) as const satisfies RecordDefinition;

const slothFiveMinutes = ratio("sloth:error_ratio:rate5m");
const slothPeriod = ratio("sloth:error_ratio:period");
const pyrraPeriod = ratio("pyrra:error_ratio:period");

export interface EventSelectors {
  readonly total: Selector;
  readonly bad: Selector;
}

/** A way to say which share of the events of a period was bad: its rules, and the series that says it. */
export interface RivalShape {
  readonly groups: readonly RuleGroup[];
  readonly errorRatio: InstantVector;
}

/** The period as the plain average of ratios over 5 minutes: https://github.com/slok/sloth, v0.16 */
export function slothShape({ total, bad }: EventSelectors, periodSeconds: number): RivalShape {
  const ratioOfFive = binary(aggregate("sum", over("rate", bad, 300)), "/", aggregate("sum", over("rate", total, 300)));
  const five = select(slothFiveMinutes, { slo: "x" });
  const period = binary(over("sum_over_time", five, periodSeconds), "/", over("count_over_time", five, periodSeconds));
  return {
    groups: [
      {
        name: "sloth",
        intervalSeconds: 30,
        rules: [
          { kind: "recording", record: slothFiveMinutes, expression: ratioOfFive, labels: { slo: "x" } },
          { kind: "recording", record: slothPeriod, expression: period, labels: { slo: "x" } },
        ],
      },
    ],
    errorRatio: select(slothPeriod, { slo: "x" }),
  };
}

/** The period as one increase over all of it: https://github.com/pyrra-dev/pyrra */
export function pyrraShape({ total, bad }: EventSelectors, periodSeconds: number): RivalShape {
  const increase = (counter: Selector) => aggregate("sum", over("increase", counter, periodSeconds));
  return {
    groups: [
      {
        name: "pyrra",
        intervalSeconds: 150,
        rules: [{ kind: "recording", record: pyrraPeriod, expression: binary(increase(bad), "/", increase(total)), labels: { slo: "x" } }],
      },
    ],
    errorRatio: select(pyrraPeriod, { slo: "x" }),
  };
}

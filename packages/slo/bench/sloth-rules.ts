/** A rule in PromQL, with the seconds between its evaluations. */
export interface TimedRule {
  readonly expression: string;
  readonly intervalSeconds: number;
}

const WINDOWS = ["5m", "30m", "1h", "2h", "6h", "1d", "3d"];

export interface SlothOptions {
  readonly id: string;
  /** Selectors of the events. */
  readonly bad: string;
  readonly total: string;
  readonly objective: number;
  /** Of the Prometheus: the groups have none of their own. */
  readonly intervalSeconds: number;
}

/** Series that the rules record of an SLO and read again. */
export const SLOTH_RECORDS = [
  ...[...WINDOWS, "30d"].map((window) => `slo:sli_error:ratio_rate${window}`),
  "slo:error_budget:ratio",
  "slo:period_burn_rate:ratio",
];

/**
 * The 17 rules that Sloth makes of one SLO over 30 days: eight ratios, seven facts about the budget, two alerts. Written anew after
 * https://github.com/slok/sloth, v0.16.
 */
export function slothRules({ id, bad, total, objective, intervalSeconds }: SlothOptions): readonly TimedRule[] {
  const budget = Number((1 - objective).toPrecision(12));
  const record = (name: string) => `${name}{sloth_id="${id}"}`;
  const ratio = (window: string) => record(`slo:sli_error:ratio_rate${window}`);
  const above = (long: string, short: string, factor: number) =>
    `(max(${ratio(short)} > (${factor} * ${budget})) without (sloth_window) and max(${ratio(long)} > (${factor} * ${budget})) without (sloth_window))`;
  const expressions = [
    ...WINDOWS.map((window) => `sum(rate(${bad}[${window}])) / sum(rate(${total}[${window}]))`),
    `sum_over_time(${ratio("5m")}[30d]) / ignoring (sloth_window) count_over_time(${ratio("5m")}[30d])`,
    `vector(${objective})`,
    `vector(1 - ${objective})`,
    "vector(30)",
    `${ratio("5m")} / on(sloth_id) group_left ${record("slo:error_budget:ratio")}`,
    `${ratio("30d")} / on(sloth_id) group_left ${record("slo:error_budget:ratio")}`,
    `1 - ${record("slo:period_burn_rate:ratio")}`,
    "vector(1)",
    `${above("1h", "5m", 14.4)} or ${above("6h", "30m", 6)}`,
    `${above("1d", "2h", 3)} or ${above("3d", "6h", 1)}`,
  ];
  return expressions.map((expression) => ({ expression, intervalSeconds }));
}

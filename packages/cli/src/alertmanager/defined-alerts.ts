import { addedLabels, type Model } from "@platform/grafana-dashboards";
import { type AlertingRule, labelsOf, selectorsOf } from "@platform/promql";
import { CommandError } from "../command-error.ts";
import { exitCode } from "../exit-code.ts";

/** An alert of the definitions, with what is known of its labels. */
export interface DefinedAlert {
  readonly rule: AlertingRule;
  /** `alertname` and what the rule adds. */
  readonly labels: Readonly<Record<string, string>>;
  /** Labels of its series, of which the values are known only when it fires. */
  readonly open: ReadonlySet<string>;
  /** It reads nothing and fires always: its silence is the alarm. */
  readonly isWatchdog: boolean;
}

export function definedAlerts({ ruleFiles }: Model): readonly DefinedAlert[] {
  return ruleFiles.flatMap((file) =>
    file.groups.flatMap(({ rules }) =>
      rules
        .filter((rule) => rule.kind === "alert")
        .map((rule) => ({
          rule,
          labels: { alertname: rule.name, ...addedLabels(rule, file) },
          open: new Set(labelsOf(rule.expression).keys()),
          isWatchdog: selectorsOf(rule.expression).length === 0,
        })),
    ),
  );
}

/**
 * The alert of a name.
 *
 * @throws CommandError `alert_unknown`
 */
export function alertNamed(name: string, alerts: readonly DefinedAlert[]): DefinedAlert {
  const found = alerts.find(({ rule }) => rule.name === name);
  if (found === undefined) {
    const near = alerts
      .map(({ rule }) => ({ other: rule.name, shared: sharedStart(rule.name, name) }))
      .filter(({ shared }) => 2 * shared >= name.length)
      .toSorted((one, two) => two.shared - one.shared)
      .map(({ other }) => other);
    throw new CommandError("alert_unknown", `The definitions have no alert ${JSON.stringify(name)}.`, {
      exit: exitCode.usage,
      hint: near.length > 0 ? `There is ${near.slice(0, 3).join(", ")}.` : "Every alert is in runbooks/README.md.",
    });
  }
  return found;
}

function sharedStart(one: string, other: string): number {
  const end = [...one].findIndex((letter, index) => letter.toLowerCase() !== other[index]?.toLowerCase());
  return end === -1 ? one.length : end;
}

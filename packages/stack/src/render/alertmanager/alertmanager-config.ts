/** The parts of Alertmanager's configuration that are written: https://prometheus.io/docs/alerting/0.25/configuration/ */
export interface AlertmanagerConfig {
  readonly global?: object;
  readonly templates?: readonly string[];
  readonly route: Route;
  readonly inhibit_rules: readonly InhibitRule[];
  readonly receivers: readonly Receiver[];
  readonly time_intervals?: readonly object[];
}

export interface Route extends Partial<Timing> {
  readonly receiver: string;
  readonly matchers?: readonly string[];
  readonly group_by?: readonly string[];
  readonly mute_time_intervals?: readonly string[];
  readonly routes?: readonly Route[];
}

export interface InhibitRule {
  readonly source_matchers: readonly string[];
  readonly target_matchers: readonly string[];
  readonly equal?: readonly string[];
}

export interface Receiver {
  readonly name: string;
  readonly pagerduty_configs?: readonly object[];
  readonly slack_configs?: readonly object[];
  readonly email_configs?: readonly object[];
  readonly webhook_configs?: readonly object[];
}

export interface Timing {
  /** Time for further alerts of the group to come before the first notification. */
  readonly group_wait: string;
  /** Least time between two notifications of a group that changed. */
  readonly group_interval: string;
  /** Time after which a group that did not change is notified again. */
  readonly repeat_interval: string;
}

export function equals(label: string, value: string): string {
  return `${label}=${JSON.stringify(value)}`;
}

/** Values are names of ours, of letters, digits, - and _: nothing in them means anything to a regular expression. */
export function oneOf(label: string, values: readonly string[]): string {
  return `${label}=~${JSON.stringify(values.join("|"))}`;
}

export function noneOf(label: string, values: readonly string[]): string {
  return `${label}!~${JSON.stringify(values.join("|"))}`;
}

/** Alertmanager takes a label that is not there for an empty one. */
export function present(label: string): string {
  return `${label}=~".+"`;
}

export function absent(label: string): string {
  return `${label}=""`;
}

/** What a running Prometheus says about a model. */
export interface VerifyReport {
  /** No panel is empty that should not be, nothing is in error, every group is loaded, every target is up. */
  readonly ok: boolean;
  /** By dashboard, in the order of the model: variables first. */
  readonly panels: readonly PanelResult[];
  readonly rules: readonly RuleResult[];
  readonly targets: readonly TargetResult[];
}

export interface PanelResult {
  /** Uid. */
  readonly dashboard: string;
  /** Title of the panel, or `variable job`. */
  readonly panel: string;
  readonly status: "data" | "empty" | "may-be-empty" | "error";
  /** Series of all its queries; values of a variable. */
  readonly series: number;
  /** Why a query is empty or failed: the first reason, and how many others there are. Present unless the status is `data`. */
  readonly why?: string;
  /** PromQL as it was sent. */
  readonly queries: readonly QueryResult[];
}

export interface QueryResult {
  readonly query: string;
  readonly series: number;
  /** Empty is a fine answer to this query. */
  readonly mayBeEmpty?: true;
  readonly why?: string;
  /** What Prometheus refused, or the label of a definition that no series has. */
  readonly error?: string;
}

export interface RuleResult {
  readonly group: string;
  readonly rule: string;
  /**
   * `recorded` and `evaluated` are fine: a record with series, an alert that fires or not. `waiting` is a record without
   * series, or a group that had no turn yet. `outdated` is a rule that Prometheus runs in another form.
   */
  readonly status: "recorded" | "evaluated" | "waiting" | "error" | "not-loaded" | "outdated";
  /** Series recorded, or alerts pending or firing. */
  readonly series: number;
  readonly why?: string;
}

export interface TargetResult {
  readonly job: string;
  readonly status: "up" | "down" | "missing";
  readonly instance?: string;
  readonly why?: string;
}

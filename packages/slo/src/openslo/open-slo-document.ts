/** Objects of OpenSLO v1, as far as they are written and read here: https://github.com/OpenSLO/OpenSLO */
export type OpenSloDocument = OpenSloService | OpenSloSlo;

export const API_VERSION = "openslo/v1";

export interface OpenSloMetadata {
  readonly name: string;
  readonly displayName?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface OpenSloService {
  readonly apiVersion: typeof API_VERSION;
  readonly kind: "Service";
  readonly metadata: OpenSloMetadata;
  readonly spec: { readonly description?: string };
}

export interface OpenSloSlo {
  readonly apiVersion: typeof API_VERSION;
  readonly kind: "SLO";
  readonly metadata: OpenSloMetadata;
  readonly spec: {
    readonly description?: string;
    readonly service: string;
    readonly indicator?: OpenSloIndicator;
    readonly timeWindow: readonly OpenSloTimeWindow[];
    readonly budgetingMethod: "Occurrences" | "Timeslices";
    readonly objectives: readonly OpenSloObjective[];
    readonly alertPolicies: readonly OpenSloAlertPolicy[];
  };
}

export type OpenSloTimeWindow =
  | { readonly duration: string; readonly isRolling: true }
  | { readonly duration: string; readonly isRolling: false; readonly calendar: { readonly startTime: string; readonly timeZone: string } };

export interface OpenSloObjective {
  readonly displayName?: string;
  readonly op?: "lte" | "gte";
  readonly value?: number;
  readonly target: number;
  readonly timeSliceTarget?: number;
  readonly timeSliceWindow?: string;
  readonly indicator?: OpenSloIndicator;
  readonly compositeWeight?: number;
}

export interface OpenSloIndicator {
  readonly metadata: { readonly name: string };
  readonly spec:
    | { readonly thresholdMetric: OpenSloMetric }
    | {
        readonly ratioMetric: { readonly counter: true; readonly good?: OpenSloMetric; readonly bad?: OpenSloMetric; readonly total: OpenSloMetric };
      };
}

export interface OpenSloMetric {
  readonly metricSource: { readonly type: "Prometheus"; readonly spec: { readonly query: string } };
}

export interface OpenSloAlertPolicy {
  readonly kind: "AlertPolicy";
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly description: string;
    readonly alertWhenBreaching: true;
    readonly alertWhenResolved: false;
    readonly alertWhenNoData: false;
    readonly conditions: readonly [OpenSloAlertCondition];
    readonly notificationTargets: readonly [];
  };
}

export interface OpenSloAlertCondition {
  readonly kind: "AlertCondition";
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly severity: string;
    readonly condition: {
      readonly kind: "burnrate";
      readonly op: "gt";
      readonly threshold: number;
      readonly lookbackWindow: string;
      readonly alertAfter: string;
    };
  };
}

/** Something that one side says and the other has no place for. */
export interface OpenSloLoss {
  /** Name of the service and of the SLO: `payment/availability`. */
  readonly slo: string;
  /** Where: `spec.alertPolicies[0]`, or an option of `defineSlo`. */
  readonly field: string;
  readonly reason: string;
}

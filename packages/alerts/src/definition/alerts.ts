import {
  type CounterDefinition,
  DefinitionError,
  type GaugeDefinition,
  type HistogramDefinition,
  type LabelDomains,
  markPlace,
} from "@platform/metrics/define";
import { ALERT_CATEGORIES, type AlertCategory, type Matchers, SEVERITIES, type Selector, type Severity, select, selectCount } from "@platform/promql";
import type { Signal } from "../signal/signal.ts";
import { volumeOf } from "../signal/signal-expression.ts";
import type { AbsentOptions, AlertDefinition, AlertText, Filling, Guard, Level, LimitOptions } from "./alert-definition.ts";

const RUNBOOK = /^[a-z0-9-]+(\/[a-z0-9-]+)+$/;

/**
 * Fires while a signal is above a limit: `alertAbove(shareOf(payments, { outcome: "failed" }), { limits: { critical: 0.05 }, … })`.
 *
 * @throws DefinitionError `limit_missing`, `limit_invalid`, `limits_disordered`, `limit_not_a_bucket`, `minimum_invalid`, `minimum_without_volume`,
 * `severity_unknown`, `category_unknown`, `text_missing`, `runbook_invalid`, `duration_invalid`
 */
export function alertAbove(signal: Signal, options: LimitOptions): AlertDefinition {
  return markPlace(limited("above", signal, options), alertAbove);
}

/**
 * Fires while a signal is below a limit.
 *
 * @throws DefinitionError as {@link alertAbove}
 */
export function alertBelow(signal: Signal, options: LimitOptions): AlertDefinition {
  return markPlace(limited("below", signal, options), alertBelow);
}

/**
 * Fires while no series of a metric has some labels.
 *
 * @throws DefinitionError as {@link alertAbove}
 */
export function alertAbsent<const L extends LabelDomains>(
  metric: GaugeDefinition<L> | CounterDefinition<L> | HistogramDefinition<L>,
  { labels = {}, severity, ...text }: AbsentOptions<L>,
): AlertDefinition {
  const of = metric.kind === "histogram" ? selectCount<L>(metric, labels as Matchers<L>) : select<L>(metric, labels as Matchers<L>);
  return markPlace(define({ kind: "absent", of }, [{ severity }], text), alertAbsent);
}

export interface FillingOptions extends AlertText, Partial<Pick<Filling, "windowSeconds" | "aheadSeconds" | "fromShare">> {
  readonly severity: Severity;
}

/**
 * Fires when a line through the last `windowSeconds` (default 6 hours) reaches the end within `aheadSeconds` (default a day), once
 * `fromShare` (default 0.6) is in use: `alertFilling({ free, size }, …)`.
 *
 * @throws DefinitionError as {@link alertAbove}
 */
export function alertFilling(
  of: { readonly size: GaugeDefinition } & ({ readonly used: GaugeDefinition } | { readonly free: GaugeDefinition }),
  options: FillingOptions & { readonly labels?: Readonly<Record<string, unknown>> },
): AlertDefinition {
  const { severity, windowSeconds = 6 * 3600, aheadSeconds = 86_400, fromShare = 0.6, labels = {}, ...text } = options;
  const amount = "used" in of ? of.used : of.free;
  const condition: Filling = {
    kind: "filling",
    of: select(amount, labels as Matchers<LabelDomains>),
    size: select(of.size, labels as Matchers<LabelDomains>),
    says: "used" in of ? "used" : "free",
    windowSeconds,
    aheadSeconds,
    fromShare,
  };
  return markPlace(define(condition, [{ severity }], text), alertFilling);
}

/** The targets of a job: none answers, one of several does not, or one does not. */
export function alertDown(kind: "down" | "instance-down" | "target-down", options: AlertText & { readonly severity: Severity }): AlertDefinition {
  const { severity, ...text } = options;
  return define({ kind }, [{ severity }], text);
}

/** Fires always, so that its silence tells that the pipeline of alerts is broken. */
export function alertAlways(options: AlertText & { readonly severity: Severity }): AlertDefinition {
  const { severity, ...text } = options;
  return markPlace(define({ kind: "always" }, [{ severity }], text), alertAlways);
}

/** A job answers, but a series that its alerts read is not there: they would be silent whatever happens. */
export function alertDataMissing(of: readonly Selector[], options: AlertText & { readonly severity: Severity }): AlertDefinition {
  const { severity, ...text } = options;
  return define({ kind: "data-missing", of }, [{ severity }], text);
}

/** A limit on another signal, while which an alert holds. */
export function whileAbove(signal: Signal, limit: number): Guard {
  return { signal, comparison: "above", limit };
}

export function whileBelow(signal: Signal, limit: number): Guard {
  return { signal, comparison: "below", limit };
}

function limited(kind: "above" | "below", signal: Signal, { limits, minimum = 0, guards = [], ...text }: LimitOptions): AlertDefinition {
  const levels = SEVERITIES.flatMap((severity): readonly Level[] => {
    const limit = limits[severity];
    return limit === undefined ? [] : [{ severity, limit }];
  });
  const strange = Object.keys(limits).find((severity) => !(SEVERITIES as readonly string[]).includes(severity));
  if (strange !== undefined) {
    throw new DefinitionError("severity_unknown", `A limit is set for severity "${strange}"; severities are ${SEVERITIES.join(", ")}.`);
  }
  if (levels.length === 0) {
    throw new DefinitionError("limit_missing", `Alert "${text.summary}" needs a limit for at least one severity.`);
  }
  for (const [index, { limit = Number.NaN, severity }] of levels.entries()) {
    if (!Number.isFinite(limit)) {
      throw new DefinitionError("limit_invalid", `The limit of severity "${severity}" is a finite number, got ${limit}.`);
    }
    const milder = levels[index + 1]?.limit;
    if (milder !== undefined && (kind === "above" ? milder >= limit : milder <= limit)) {
      throw new DefinitionError(
        "limits_disordered",
        `The limit of severity "${severity}" (${limit}) must be ${kind} that of the milder one (${milder}), or the worse alert comes first.`,
      );
    }
    checkBucket(signal, limit);
  }
  if (!Number.isFinite(minimum) || minimum < 0) {
    throw new DefinitionError("minimum_invalid", `A least number of events is a number from 0 on, got ${minimum}.`);
  }
  if (minimum > 0 && volumeOf(signal) === undefined) {
    throw new DefinitionError(
      "minimum_without_volume",
      `A signal of kind "${signal.kind}" has no volume that a minimum of ${minimum} could be about.`,
    );
  }
  return define({ kind, signal }, levels, text, { minimum, guards });
}

/** Between two bounds a quantile is a guess. */
function checkBucket(signal: Signal, limit: number): void {
  if (signal.kind === "quantile" && signal.of.series.kind === "histogram" && !signal.of.series.buckets.includes(limit)) {
    const { name, buckets } = signal.of.series;
    throw new DefinitionError("limit_not_a_bucket", `A limit on a quantile of ${name} is one of its buckets (${buckets.join(", ")}), got ${limit}.`);
  }
}

function define(
  condition: AlertDefinition["condition"],
  levels: readonly Level[],
  { keepFiringForSeconds = 0, ...text }: AlertText,
  { minimum, guards }: Pick<AlertDefinition, "minimum" | "guards"> = { minimum: 0, guards: [] },
): AlertDefinition {
  for (const part of ["summary", "description"] as const) {
    if (typeof text[part] !== "string" || text[part].trim() === "") {
      throw new DefinitionError("text_missing", `An alert needs a text for its ${part}, got ${JSON.stringify(text[part])}.`);
    }
  }
  const unknown = levels.find(({ severity }) => !SEVERITIES.includes(severity));
  if (unknown !== undefined) {
    throw new DefinitionError("severity_unknown", `Severity "${unknown.severity}" is none of ${SEVERITIES.join(", ")}.`);
  }
  if (!(ALERT_CATEGORIES as readonly AlertCategory[]).includes(text.category)) {
    throw new DefinitionError("category_unknown", `Category "${text.category}" is none of ${ALERT_CATEGORIES.join(", ")}.`);
  }
  if (!RUNBOOK.test(text.runbook)) {
    throw new DefinitionError(
      "runbook_invalid",
      `A runbook is a path below the folder of runbooks without extension, such as "services/service-down", got ${JSON.stringify(text.runbook)}.`,
    );
  }
  for (const seconds of [text.forSeconds ?? 0, keepFiringForSeconds]) {
    if (!Number.isInteger(seconds) || seconds < 0) {
      throw new DefinitionError("duration_invalid", `The times of an alert are whole seconds from 0 on, got ${seconds}.`);
    }
  }
  return { kind: "alert-definition", condition, levels, minimum, guards, keepFiringForSeconds, ...text };
}

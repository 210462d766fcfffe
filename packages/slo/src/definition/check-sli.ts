import { DefinitionError, httpServerRequestDuration } from "@platform/metrics/define";
import { checkSelection } from "./check-selection.ts";
import type { Composite } from "./composite.ts";
import type { EventRatio } from "./event-ratio.ts";
import type { HttpLatency } from "./http-sli.ts";
import type { NativeThreshold, ProbeSuccess, Sli, Threshold } from "./sli.ts";
import type { TimeSlice } from "./time-slice.ts";

/**
 * @throws DefinitionError `threshold_not_positive`, `threshold_not_a_bucket`, `histogram_not_native`, `metric_kind_wrong`, `selection_label_unknown`,
 * `selection_value_unknown`, `selection_empty`, `good_outside_total`, `good_is_total`, `slice_invalid`, `slice_good_invalid`, `slice_of_invalid`,
 * `composite_too_small`, `composite_nested`, `composite_duplicate`, `weight_invalid`, `sli_unknown`
 */
export function checkSli(name: string, sli: Sli): void {
  const check = CHECKS[sli.kind] as ((name: string, sli: Sli) => void) | undefined;
  if (check === undefined) {
    throw new DefinitionError(
      "sli_unknown",
      `SLO "${name}" has an SLI of kind ${JSON.stringify(sli.kind)}; there are ${Object.keys(CHECKS).join(", ")}.`,
    );
  }
  check(name, sli);
}

const CHECKS: { readonly [K in Sli["kind"]]: (name: string, sli: Extract<Sli, { kind: K }>) => void } = {
  "http-availability": () => {},
  "http-latency": checkHttpLatency,
  "event-ratio": checkRatio,
  threshold: checkThreshold,
  "native-threshold": checkNativeThreshold,
  "probe-success": checkProbe,
  "time-slice": checkTimeSlice,
  composite: checkComposite,
};

function checkHttpLatency(name: string, { thresholdSeconds, counted }: HttpLatency): void {
  checkPositive(name, thresholdSeconds, "seconds");
  if (counted === "from-metric") {
    checkBucket(name, httpServerRequestDuration, thresholdSeconds);
  }
}

function checkRatio(name: string, sli: EventRatio): void {
  for (const { metric, labels } of [sli.good, sli.total]) {
    checkKind(name, metric, "counter");
    checkSelection(name, metric, labels);
  }
  checkInclusion(name, sli);
}

function checkThreshold(name: string, { metric, labels, bound }: Threshold): void {
  checkKind(name, metric, "histogram");
  checkSelection(name, metric, labels);
  checkBucket(name, metric, bound);
}

function checkNativeThreshold(name: string, { metric, labels, bound }: NativeThreshold): void {
  checkKind(name, metric, "histogram");
  if (metric.native === undefined) {
    throw new DefinitionError("histogram_not_native", `SLO "${name}" reads native buckets of ${metric.name}, whose definition has none.`);
  }
  checkSelection(name, metric, labels);
  checkPositive(name, bound, String(metric.unit));
}

function checkProbe(name: string, { metric, labels }: ProbeSuccess): void {
  checkKind(name, metric, "gauge");
  checkSelection(name, metric, labels);
}

const NOT_EVENTS: readonly Sli["kind"][] = ["time-slice", "composite"];

function checkTimeSlice(name: string, { of, sliceSeconds, minimumGood }: TimeSlice): void {
  if (NOT_EVENTS.includes(of.kind)) {
    throw new DefinitionError("slice_of_invalid", `SLO "${name}" slices a ${of.kind}; it can slice what judges events one by one.`);
  }
  if (!(Number.isInteger(sliceSeconds) && sliceSeconds >= 15 && sliceSeconds <= 300 && 3600 % sliceSeconds === 0)) {
    throw new DefinitionError("slice_invalid", `A slice of SLO "${name}" is 15 to 300 s and divides 3600 s, got ${sliceSeconds} s.`);
  }
  if (!(minimumGood > 0 && minimumGood <= 1)) {
    throw new DefinitionError("slice_good_invalid", `A slice of SLO "${name}" is good from a share over 0 and up to 1, got ${minimumGood}.`);
  }
  checkSli(name, of);
}

function checkComposite(name: string, { parts }: Composite): void {
  if (parts.length < 2) {
    throw new DefinitionError("composite_too_small", `SLO "${name}" is made of at least two SLOs, got ${parts.length}.`);
  }
  for (const [index, { slo, weight }] of parts.entries()) {
    if (slo.sli.kind === "composite") {
      throw new DefinitionError(
        "composite_nested",
        `SLO "${name}" has a composite "${slo.name}" among its parts; list the parts of that one instead.`,
      );
    }
    if (parts.findIndex((part) => part.slo === slo && part.service === parts[index]?.service) !== index) {
      throw new DefinitionError("composite_duplicate", `SLO "${name}" lists "${slo.name}" twice; give it a weight instead.`);
    }
    if (!(weight > 0 && weight <= 1e6)) {
      throw new DefinitionError("weight_invalid", `Weight of "${slo.name}" in SLO "${name}" is over 0 and up to 1000000, got ${weight}.`);
    }
  }
}

function checkKind(name: string, { name: metric, kind }: { readonly name: string; readonly kind: string }, wanted: string): void {
  if (kind !== wanted) {
    throw new DefinitionError("metric_kind_wrong", `SLO "${name}" needs a ${wanted}; ${metric} is a ${kind}.`);
  }
}

function checkBucket(name: string, metric: Threshold["metric"], bound: number): void {
  if (!metric.buckets.includes(bound)) {
    throw new DefinitionError(
      "threshold_not_a_bucket",
      `Bound ${bound} of SLO "${name}" is no bucket of ${metric.name}; its buckets are ${metric.buckets.join(", ")}.`,
    );
  }
}

function checkPositive(name: string, bound: number, unit: string): void {
  if (!(bound > 0 && bound < Number.POSITIVE_INFINITY)) {
    throw new DefinitionError("threshold_not_positive", `Threshold of SLO "${name}" is a number of ${unit} above 0, got ${bound}.`);
  }
}

/** What can be known beforehand: good and total of one counter. Of two counters only their program knows. */
function checkInclusion(name: string, { good, total }: EventRatio): void {
  if (good.metric !== total.metric) {
    return;
  }
  for (const [label, values] of Object.entries(total.labels)) {
    const outside = good.labels[label]?.filter((value) => !values?.includes(value)) ?? ["any value"];
    if (values !== undefined && outside.length > 0) {
      throw new DefinitionError(
        "good_outside_total",
        `Good events of SLO "${name}" have ${label} ${outside.join(", ")}, which its total leaves out: it counts ${label} ${values.join(", ")}.`,
      );
    }
  }
  const narrower = Object.entries(good.labels).some(([label, values]) => {
    const all = total.labels[label] ?? good.metric.labels[label];
    return !Array.isArray(all) || all.some((value) => !values?.includes(value));
  });
  if (!narrower) {
    throw new DefinitionError(
      "good_is_total",
      `Good and total of SLO "${name}" select the same events of ${good.metric.name}, so that none is ever bad.`,
    );
  }
}

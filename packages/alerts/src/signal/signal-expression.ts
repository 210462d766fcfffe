import { aggregate, binary, histogramQuantile, type InstantVector, labelsOf, offset, over, type Selector, selectorsOf, time } from "@platform/promql";
import { type Flow, mapSelectors, type Per, type Signal } from "./signal.ts";

/** A signal in PromQL. Numbers that meet in one have the same labels, so that nothing is left to match. */
export function signalExpression(signal: Signal): InstantVector {
  switch (signal.kind) {
    case "gauge":
      return grouped(signal.operator, signal.averageSeconds === 0 ? signal.of : over("avg_over_time", signal.of, signal.averageSeconds), signal.per);
    case "flow":
      return grouped("sum", over(signal.function, signal.of, signal.windowSeconds), signal.per);
    case "count":
      return grouped("count", signal.of, signal.per);
    case "quantile":
      return histogramQuantile(signal.phi, grouped("sum", over("rate", signal.of, signal.windowSeconds), [...signal.per, "le"]));
    case "ratio":
      return joined(signalExpression(signal.part), "/", signalExpression(signal.whole));
    case "rest":
      return binary(1, "-", signalExpression(signal.of));
    case "sum": {
      const [first, ...others] = signal.of.map(signalExpression) as [InstantVector, ...InstantVector[]];
      return others.reduce((left, right) => joined(left, "+", right), first);
    }
    case "difference":
      return joined(signalExpression(signal.of), "-", signalExpression(signal.less));
    case "spread":
      return binary(grouped("max", signal.of, signal.per), "-", grouped("min", signal.of, signal.per));
    case "age":
      return binary(time(), "-", signal.of);
    case "until":
      return binary(signal.of, "-", time());
    case "relative":
      return binary(signalExpression(signal.of), "/", signalExpression(before(signal)));
  }
}

/** What a relative signal compares with. */
export function before({ of, offsetSeconds }: Signal & { readonly kind: "relative" }): Signal {
  return mapSelectors(of, (selector) => offset(selector, offsetSeconds));
}

/**
 * How many events a signal is judged by: those of its whole, of its histogram, of the time that it is compared with. Undefined
 * where it has no volume.
 */
export function volumeOf(signal: Signal): Signal | undefined {
  switch (signal.kind) {
    case "flow":
      return { ...signal, function: "increase" } satisfies Flow;
    case "gauge":
      return signal;
    case "quantile":
      return { kind: "flow", of: { ...signal.of, part: "count" }, function: "increase", per: signal.per, windowSeconds: signal.windowSeconds };
    case "ratio":
      return volumeOf(signal.whole);
    case "rest":
      return volumeOf(signal.of);
    case "relative": {
      const volume = volumeOf(signal.of);
      return volume && before({ ...signal, of: volume });
    }
    case "sum": {
      const [first, ...others] = signal.of.map(volumeOf);
      return first === undefined || others.some((one) => one === undefined) ? undefined : { kind: "sum", of: [first, ...(others as Signal[])] };
    }
    default:
      return undefined;
  }
}

/** Everything that a signal reads. */
export function selectorsOfSignal(signal: Signal): readonly Selector[] {
  return selectorsOf(signalExpression(signal));
}

function grouped(operator: "sum" | "max" | "min" | "avg" | "count", of: InstantVector, per: Per): InstantVector {
  return per === "series" ? of : aggregate(operator, of, { by: ["job", ...per] });
}

/** Series of two metrics that stand for the same thing have the same labels; those of one metric that are told apart by a label differ in it. */
function joined(left: InstantVector, operator: "/" | "+" | "-", right: InstantVector): InstantVector {
  const differing = matchedLabels(left, right);
  return binary(left, operator, right, differing.length === 0 ? {} : { matching: { kind: "ignoring", labels: differing } });
}

function matchedLabels(left: InstantVector, right: InstantVector): readonly string[] {
  const kept = labelsOf(left);
  const matched = [...selectorsOf(left), ...selectorsOf(right)].flatMap(({ matchers }) => matchers.map(({ label }) => label));
  return [...new Set(matched)].filter((label) => label !== "job" && kept.has(label));
}

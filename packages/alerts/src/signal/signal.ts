import type { Selector } from "@platform/promql";

/**
 * A number to watch, as data: what it reads and how it is computed. From it follow the expression of an alert, the panel that
 * shows it, and the samples that prove the alert.
 */
export type Signal = Gauge | Flow | SeriesCount | Quantile | Ratio | Rest | Sum | Difference | Spread | Age | Until | Relative;

/** Labels by which a number is told apart, besides `job`; or each series on its own, with all of its labels. */
export type Per = "series" | readonly string[];

/** The level of a gauge. */
export interface Gauge {
  readonly kind: "gauge";
  readonly of: Selector;
  readonly per: Per;
  readonly operator: "sum" | "max" | "min" | "avg";
  /** Averaged over so many seconds; 0 is the level now. */
  readonly averageSeconds: number;
}

/** What a counter counts: per second, or in the window. */
export interface Flow {
  readonly kind: "flow";
  readonly of: Selector;
  readonly function: "rate" | "increase";
  readonly per: Per;
  readonly windowSeconds: number;
}

/** How many series there are. */
export interface SeriesCount {
  readonly kind: "count";
  readonly of: Selector;
  readonly per: readonly string[];
}

/** The φ-quantile of a histogram's observations in the window. */
export interface Quantile {
  readonly kind: "quantile";
  readonly phi: number;
  /** Buckets. */
  readonly of: Selector;
  readonly per: readonly string[];
  readonly windowSeconds: number;
}

/** A part of a whole, or one amount for each of another. */
export interface Ratio {
  readonly kind: "ratio";
  readonly part: Signal;
  readonly whole: Signal;
}

/** What a share leaves of 1. */
export interface Rest {
  readonly kind: "rest";
  readonly of: Signal;
}

export interface Sum {
  readonly kind: "sum";
  readonly of: readonly [Signal, ...Signal[]];
}

export interface Difference {
  readonly kind: "difference";
  readonly of: Signal;
  readonly less: Signal;
}

/** The greatest less the least of several series that ought to agree. */
export interface Spread {
  readonly kind: "spread";
  readonly of: Selector;
  readonly per: readonly string[];
}

/** Seconds since a point in time. */
export interface Age {
  readonly kind: "age";
  readonly of: Selector;
}

/** Seconds until a point in time. */
export interface Until {
  readonly kind: "until";
  readonly of: Selector;
}

/** What something is now, as a share of what it was some time ago. */
export interface Relative {
  readonly kind: "relative";
  readonly of: Signal;
  readonly offsetSeconds: number;
}

/** The same signal with other selectors. */
export function mapSelectors(signal: Signal, change: (selector: Selector) => Selector): Signal {
  const inside = (one: Signal) => mapSelectors(one, change);
  switch (signal.kind) {
    case "ratio":
      return { ...signal, part: inside(signal.part), whole: inside(signal.whole) };
    case "rest":
    case "relative":
      return { ...signal, of: inside(signal.of) };
    case "sum": {
      const [first, ...others] = signal.of;
      return { ...signal, of: [inside(first), ...others.map(inside)] };
    }
    case "difference":
      return { ...signal, of: inside(signal.of), less: inside(signal.less) };
    default:
      return { ...signal, of: change(signal.of) };
  }
}

/** The longest time that a signal looks back over, without an offset. */
export function windowOf(signal: Signal): number {
  switch (signal.kind) {
    case "flow":
    case "quantile":
      return signal.windowSeconds;
    case "gauge":
      return signal.averageSeconds;
    case "ratio":
      return Math.max(windowOf(signal.part), windowOf(signal.whole));
    case "rest":
    case "relative":
      return windowOf(signal.of);
    case "sum":
      return Math.max(...signal.of.map(windowOf));
    case "difference":
      return Math.max(windowOf(signal.of), windowOf(signal.less));
    default:
      return 0;
  }
}

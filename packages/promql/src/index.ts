export {
  aggregate,
  binary,
  call,
  type GroupingOptions,
  histogramQuantile,
  type InstantFunction,
  negate,
  number,
  over,
  predictLinear,
  quantileOverTime,
  type RangeFunction,
  rank,
  subquery,
  time,
} from "./build.ts";
export type {
  Aggregation,
  Binary,
  BinaryOperator,
  Duration,
  Expression,
  InstantVector,
  Matcher,
  Operand,
  RangeVector,
  Scalar,
  Selector,
  VectorCall,
} from "./expression.ts";
export { print, printDuration } from "./print.ts";
export type { AlertCategory, AlertingRule, RecordingRule, Rule, RuleGroup, Severity } from "./rule.ts";
export { type Matchers, type MatcherValue, offset, select, selectBucket, selectBuckets, selectCount, selectSum } from "./select.ts";
export type { RecordDefinition, SeriesDefinition, SeriesPart, TargetLabel } from "./series.ts";
export { seriesName } from "./series-name.ts";
export { children, selectorsOf, walk } from "./walk.ts";

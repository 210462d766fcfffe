export { bucketLabels } from "./bucket-labels.ts";
export {
  aggregate,
  binary,
  call,
  countValues,
  histogramQuantile,
  negate,
  number,
  over,
  predictLinear,
  quantileOverTime,
  rank,
  subquery,
  time,
} from "./build.ts";
export type { Aggregation, Binary, Duration, Expression, InstantVector, Matcher, RangeVector, Selector, VectorCall } from "./expression.ts";
export { isChoosing, type KnownLabels, labelsOf } from "./labels-of.ts";
export { print, printDuration, seriesName } from "./print.ts";
export { alerts, up } from "./prometheus-series.ts";
export { escapeRegex } from "./quote.ts";
export { type Re2, re2 } from "./re2.ts";
export { formerSeries, readBothNames } from "./read-both-names.ts";
export { type Rewriting, rewrite } from "./rewrite.ts";
export type { AlertCategory, AlertingRule, RecordingRule, Rule, RuleGroup, Severity } from "./rule.ts";
export { ALERT_CATEGORIES, SEVERITIES } from "./rule.ts";
export type { AlertExpectation, InputSeries, RuleTest, SampleRun, ValueExpectation } from "./rule-test.ts";
export { type Matchers, type MatcherValue, offset, select, selectBucket, selectBuckets, selectCount, selectNative, selectSum } from "./select.ts";
export type { RecordDefinition, SeriesDefinition, SeriesPart, TargetLabel } from "./series.ts";
export { isSelected, labelsBetween, labelsOfSelected, labelsRefused, type SeriesLabels } from "./series-labels.ts";
export { templateText } from "./template-text.ts";
export { type ExpressionUnit, unitOf } from "./unit-of.ts";
export { children, isScalar, selectorsOf, walk } from "./walk.ts";

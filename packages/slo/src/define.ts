export { BURN_RATE_TIERS, type BurnRateTier, type TierAction, type TierName } from "./definition/burn-rate-tier.ts";
export { metricsOfSli } from "./definition/check-reads.ts";
export { type Composite, type CompositePart, composite } from "./definition/composite.ts";
export { type CounterSelection, type EventRatio, eventRatio } from "./definition/event-ratio.ts";
export {
  type Counting,
  type HttpAvailability,
  type HttpLatency,
  type HttpLatencyOptions,
  httpAvailability,
  httpLatency,
} from "./definition/http-sli.ts";
export { type CalendarPeriod, longestDays, type Period, type PeriodOptions, periodText } from "./definition/period.ts";
export {
  checkServiceName,
  defineService,
  type GateWhenUnknown,
  type MetricDefinitions,
  type ServiceDefinition,
} from "./definition/service-definition.ts";
export {
  type EventSli,
  type LabelSelection,
  type NativeThreshold,
  nativeThreshold,
  type ProbeSuccess,
  probeSuccess,
  type Sli,
  type Threshold,
  threshold,
} from "./definition/sli.ts";
export { defineSlo, type MissingDataPolicy, type SloDefinition, type SloOptions } from "./definition/slo-definition.ts";
export { countedAtSource, type SloEventsDefinition, type SloOutcome, sloEvents } from "./definition/slo-events.ts";
export { type TimeSlice, type TimeSliceOptions, timeSlice } from "./definition/time-slice.ts";

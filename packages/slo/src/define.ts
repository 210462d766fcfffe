export { BURN_RATE_TIERS, type BurnRateTier, type TierAction, type TierName } from "./definition/burn-rate-tier.ts";
export {
  checkServiceName,
  defineService,
  type GateWhenUnknown,
  type MetricDefinitions,
  type ServiceDefinition,
} from "./definition/service-definition.ts";
export {
  type CounterSelection,
  type EventRatio,
  eventRatio,
  type HttpAvailability,
  type HttpLatency,
  httpAvailability,
  httpLatency,
  type Sli,
  type Threshold,
  threshold,
} from "./definition/sli.ts";
export { defineSlo, type SloDefinition } from "./definition/slo-definition.ts";
export { type SloEventsDefinition, type SloOutcome, sloEvents } from "./definition/slo-events.ts";

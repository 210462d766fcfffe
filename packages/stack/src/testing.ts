export {
  type Misbehaviour,
  type PagerDutyEvent,
  type Received,
  type SlackMessage,
  type StandInReceivers,
  startStandInReceivers,
  type WebhookMessage,
} from "./testing/stand-in-receivers.ts";

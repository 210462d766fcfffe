import { DURATION_BUCKETS } from "../definition/buckets.ts";
import { open } from "../definition/label-domain.ts";
import { defineCounter, defineHistogram } from "../definition/metric-definition.ts";
import { ERROR_TYPE } from "./error-type.ts";

/** `rabbitmq`, `kafka`. */
const SYSTEM = open({ max: 5 });

/** Queue, topic or exchange; one that is made for a single caller belongs in no label. */
const DESTINATION = open({ max: 100 });

/** @see https://opentelemetry.io/docs/specs/semconv/messaging/messaging-metrics/ */
export const messagingSentMessages = defineCounter({
  name: "messaging_client_sent_messages_total",
  help: "Messages that a producer sent, or failed to.",
  labels: { messaging_system: SYSTEM, messaging_destination_name: DESTINATION, error_type: ERROR_TYPE },
});

export const messagingConsumedMessages = defineCounter({
  name: "messaging_client_consumed_messages_total",
  help: "Messages that a consumer was given.",
  labels: { messaging_system: SYSTEM, messaging_destination_name: DESTINATION },
});

export const messagingProcessDuration = defineHistogram({
  name: "messaging_process_duration_seconds",
  help: "Time that a consumer took to process a message.",
  labels: { messaging_system: SYSTEM, messaging_destination_name: DESTINATION, error_type: ERROR_TYPE },
  buckets: DURATION_BUCKETS,
});

export const messagingMetrics = { messagingSentMessages, messagingConsumedMessages, messagingProcessDuration } as const;

import { EventEmitter } from "node:events";
import { register } from "prom-client";
import { createMetrics } from "../create-metrics.ts";
import { DefinitionError } from "../definition/definition-error.ts";
import type { Stoppable } from "../instruments/instrument.ts";
import type { MetricRegistry } from "../registry/metric-registry.ts";
import { shareMeasurement } from "../registry/share-measurement.ts";
import { messagingMetrics } from "../standard/messaging.ts";
import { measureConsuming } from "./amqp-consume.ts";
import { measurePublishing } from "./amqp-publish.ts";

/** The part of a channel of amqplib that is used here. */
export interface AmqpChannel {
  publish(...args: never[]): unknown;
  consume(...args: never[]): unknown;
  ack(...args: never[]): unknown;
}

export interface MeasureAmqpOptions {
  /** Where the metrics are exposed; prom-client's `register` when left out. */
  readonly registry?: MetricRegistry;
}

/**
 * Measures a channel of amqplib: messages sent and consumed, by exchange or queue, and the time from the delivery of a message until it was
 * acknowledged or refused (`error_type` is then `nack` or `reject`); without acknowledgements, until its handler was done. On a confirm channel a
 * message counts as sent when the broker has confirmed it. Call it before `consume`. Only this channel is touched, and it is as it was after `stop()`.
 *
 * @throws DefinitionError `client_unknown` for anything but a channel; `metric_conflict` if the registry has another metric of one of the names
 */
export function measureAmqp(channel: AmqpChannel, { registry = register }: MeasureAmqpOptions = {}): Stoppable {
  if (typeof channel?.publish !== "function" || typeof channel.consume !== "function" || !(channel instanceof EventEmitter)) {
    throw new DefinitionError("client_unknown", "measureAmqp takes a channel of amqplib.");
  }
  return shareMeasurement(channel, registry, () => {
    const metrics = createMetrics(messagingMetrics, { registry });
    const parts = [measurePublishing(channel, metrics), measureConsuming(channel, metrics)];
    return {
      stop() {
        for (const part of parts) {
          part.stop();
        }
      },
    };
  });
}

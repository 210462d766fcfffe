import type { Stoppable } from "../instruments/instrument.ts";
import type { Metrics } from "../registry/register-metrics.ts";
import type { messagingMetrics } from "../standard/messaging.ts";
import { amqpDestination } from "./amqp-destination.ts";
import { errorTypeOf } from "./error-type-of.ts";
import { type Method, replaceMethod } from "./replace-method.ts";
import { watchCallback } from "./watch-result.ts";

/** `sendToQueue` publishes to the exchange without a name, whose routing key is the queue. */
export function measurePublishing(channel: object, { messagingSentMessages: sent }: Metrics<typeof messagingMetrics>): Stoppable {
  const confirms = typeof Reflect.get(channel, "waitForConfirms") === "function";
  return replaceMethod(
    channel,
    "publish",
    (publish): Method =>
      function (exchange, routingKey, content, options, confirmed, ...rest) {
        const destination = amqpDestination(exchange || routingKey);
        const count = (error?: unknown) =>
          sent.inc({
            messaging_system: "rabbitmq",
            messaging_destination_name: destination,
            error_type: error === undefined ? "" : errorTypeOf(error),
          });
        const callback = typeof confirmed === "function" ? (confirmed as () => unknown) : () => {};
        const args = confirms ? [watchCallback(callback, count), ...rest] : [confirmed, ...rest];
        let accepted: unknown;
        try {
          accepted = Reflect.apply(publish, this, [exchange, routingKey, content, options, ...args]);
        } catch (error) {
          count(error);
          throw error;
        }
        if (!confirms) {
          count();
        }
        return accepted;
      },
  );
}

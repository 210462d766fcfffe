import type { EventEmitter } from "node:events";
import type { Stoppable } from "../instruments/instrument.ts";
import type { Metrics } from "../registry/register-metrics.ts";
import type { messagingMetrics } from "../standard/messaging.ts";
import { amqpDestination } from "./amqp-destination.ts";
import { errorTypeOf } from "./error-type-of.ts";
import { type Method, replaceMethod } from "./replace-method.ts";
import { watchResult } from "./watch-result.ts";

interface Message {
  readonly fields: { readonly deliveryTag: number };
}

/** What a channel says about messages: of the one given, of all up to it, or of all. */
const SETTLERS: Readonly<Record<string, { readonly error: string; readonly all?: boolean; readonly single?: boolean }>> = {
  ack: { error: "" },
  ackAll: { error: "", all: true },
  nack: { error: "nack" },
  nackAll: { error: "nack", all: true },
  reject: { error: "reject", single: true },
};

export function measureConsuming(channel: EventEmitter, metrics: Metrics<typeof messagingMetrics>): Stoppable {
  /** Ends of the messages that are not yet settled, by delivery tag, in the order of delivery. */
  const pending = new Map<number, (error: string) => void>();
  let stopped = false;

  const deliver = (queue: string): ((error: string) => void) => {
    const labels = { messaging_system: "rabbitmq", messaging_destination_name: queue };
    metrics.messagingConsumedMessages.inc(labels);
    const start = performance.now();
    return (error) => metrics.messagingProcessDuration.observe({ ...labels, error_type: error }, (performance.now() - start) / 1000);
  };

  const consume = replaceMethod(
    channel,
    "consume",
    (original): Method =>
      function (queue, onMessage, options, ...rest) {
        const name = amqpDestination(queue);
        const noAck = (options as { readonly noAck?: boolean } | undefined)?.noAck === true;
        const handler: Method = function (message) {
          const handle = () => Reflect.apply(onMessage as Method, this, [message]);
          const tag = (message as Message | null)?.fields?.deliveryTag;
          // A consumer that the broker has cancelled is told so with null.
          if (stopped || tag === undefined) {
            return handle();
          }
          const finish = deliver(name);
          if (noAck) {
            const onEnd = (error?: unknown) => finish(error === undefined ? "" : errorTypeOf(error));
            const result = watchResult(handle, onEnd);
            if (!(result instanceof Promise)) {
              onEnd();
            }
            return result;
          }
          pending.set(tag, finish);
          return handle();
        };
        return Reflect.apply(original, this, [queue, typeof onMessage === "function" ? handler : onMessage, options, ...rest]);
      },
  );

  const settlers = Object.entries(SETTLERS).map(([method, { error, all = false, single = false }]) =>
    replaceMethod(
      channel,
      method,
      (original): Method =>
        function (...args) {
          const result = Reflect.apply(original, this, args);
          const upTo = all || (!single && args[1] === true);
          const tag = all ? Number.POSITIVE_INFINITY : (args[0] as Message).fields.deliveryTag;
          for (const each of upTo ? [...pending.keys()].filter((other) => other <= tag) : [tag]) {
            pending.get(each)?.(error);
            pending.delete(each);
          }
          return result;
        },
    ),
  );

  /** The broker delivers what is left to somebody else. */
  const forget = () => pending.clear();
  channel.once("close", forget);
  return {
    stop() {
      stopped = true;
      channel.off("close", forget);
      forget();
      for (const each of [consume, ...settlers]) {
        each.stop();
      }
    },
  };
}

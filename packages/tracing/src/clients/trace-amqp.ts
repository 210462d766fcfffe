import { EventEmitter } from "node:events";
import { type Attributes, context, propagation, ROOT_CONTEXT, SpanKind, trace } from "@opentelemetry/api";
import { DefinitionError } from "@platform/metrics/define";
import { amqpDestination, type Method, replaceMethod, watchCallback, watchResult } from "@platform/metrics/watch";
import { headerText } from "../propagation/read-header.ts";
import { endClientSpan, startClientSpan } from "./client-span.ts";

/** The part of a channel of amqplib that is used here. */
export interface AmqpChannel {
  publish(...args: never[]): unknown;
  consume(...args: never[]): unknown;
}

interface Message {
  readonly properties?: { readonly headers?: Readonly<Record<string, unknown>> };
}

/** Channels that are traced. */
const TRACED = new WeakMap<object, { stop(): void }>();

/**
 * Each message that a channel of amqplib sends is a span and carries the trace in its headers, and each one that it is given is a span of that trace,
 * in which the handler runs. Call it before `consume`. Only this channel is touched, and it is as it was after `stop()`; a second call for it gives
 * the same tracing.
 *
 * @throws DefinitionError `client_unknown` for anything but a channel
 * @see https://opentelemetry.io/docs/specs/semconv/messaging/rabbitmq/
 */
export function traceAmqp(channel: AmqpChannel): { stop(): void } {
  if (typeof channel?.publish !== "function" || typeof channel.consume !== "function" || !(channel instanceof EventEmitter)) {
    throw new DefinitionError("client_unknown", "traceAmqp takes a channel of amqplib.");
  }
  const before = TRACED.get(channel);
  if (before !== undefined) {
    return before;
  }
  const confirms = typeof Reflect.get(channel, "waitForConfirms") === "function";
  const parts = [replaceMethod(channel, "publish", (publish) => tracePublish(publish, confirms)), replaceMethod(channel, "consume", traceConsume)];
  const tracing = {
    stop() {
      TRACED.delete(channel);
      for (const part of parts) {
        part.stop();
      }
    },
  };
  TRACED.set(channel, tracing);
  return tracing;
}

/** On a confirm channel the span ends when the broker has confirmed the message. */
function tracePublish(publish: Method, confirms: boolean): Method {
  return function (exchange, routingKey, content, options, ...rest) {
    const destination = amqpDestination(exchange || routingKey);
    const active = context.active();
    const span = startClientSpan({
      name: `send ${destination}`,
      kind: SpanKind.PRODUCER,
      attributes: attributesOf("send", destination, { "messaging.rabbitmq.destination.routing_key": amqpDestination(routingKey) }),
      parent: active,
    });
    const headers = { ...(options as { readonly headers?: object } | undefined)?.headers };
    propagation.inject(trace.setSpan(active, span), headers);
    const [confirmed] = rest;
    if (confirms) {
      const callback = typeof confirmed === "function" ? context.bind(active, confirmed as () => unknown) : () => {};
      rest[0] = watchCallback(callback, (error) => endClientSpan(span, error));
    }
    try {
      return Reflect.apply(publish, this, [exchange, routingKey, content, { ...(options as object | undefined), headers }, ...rest]);
    } catch (error) {
      endClientSpan(span, error);
      throw error;
    } finally {
      if (!confirms) {
        span.end();
      }
    }
  };
}

function traceConsume(consume: Method): Method {
  return function (queue, onMessage, ...rest) {
    const destination = amqpDestination(queue);
    const handler: Method = function (message) {
      const handle = () => Reflect.apply(onMessage as Method, this, [message]);
      // A consumer that the broker has cancelled is told so with null.
      if (message === null) {
        return handle();
      }
      const parent = propagation.extract(ROOT_CONTEXT, (message as Message).properties?.headers ?? {}, {
        keys: Object.keys,
        get: (headers, name) => headerText(Reflect.get(headers, name)),
      });
      const span = startClientSpan({
        name: `process ${destination}`,
        kind: SpanKind.CONSUMER,
        attributes: attributesOf("process", destination),
        parent,
      });
      return context.with(trace.setSpan(parent, span), () => {
        const result = watchResult(handle, (error) => endClientSpan(span, error));
        if (!(result instanceof Promise)) {
          span.end();
        }
        return result;
      });
    };
    return Reflect.apply(consume, this, [queue, typeof onMessage === "function" ? handler : onMessage, ...rest]);
  };
}

function attributesOf(operation: string, destination: string, more: Attributes = {}): Attributes {
  return {
    "messaging.system": "rabbitmq",
    "messaging.operation.name": operation,
    "messaging.operation.type": operation,
    "messaging.destination.name": destination,
    ...more,
  };
}

import { type Attributes, type Span, SpanStatusCode } from "@opentelemetry/api";
import { errorTypeOf, listenToChannels } from "@platform/metrics/watch";
import { startClientSpan } from "./client-span.ts";

/** What `redis` and `ioredis` tell of a command. Its arguments are not looked at. */
interface CommandMessage {
  readonly command: string;
  readonly database?: number;
  readonly serverAddress?: string;
  readonly serverPort?: number;
  readonly error?: unknown;
}

const CHANNELS = ["node-redis:command", "ioredis:command"];

const COMMAND = /^[A-Z][A-Z_.]{0,31}$/;

/**
 * Each command of the packages redis and ioredis is a span, in the versions that publish to diagnostics channels, 6 of both among them.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/database/redis/
 */
export function traceRedisClients(): { stop(): void } {
  const spans = new WeakMap<object, Span>();
  const listeners = CHANNELS.map((channel) => [
    [`tracing:${channel}:start`, (message: CommandMessage) => void spans.set(message, startCommand(message))],
    [`tracing:${channel}:error`, (message: CommandMessage) => failCommand(spans.get(message), message.error)],
    [`tracing:${channel}:asyncEnd`, (message: CommandMessage) => spans.get(message)?.end()],
  ]);
  return listenToChannels(Object.fromEntries(listeners.flat()));
}

function startCommand({ command, database, serverAddress, serverPort }: CommandMessage): Span {
  const upper = String(command).toUpperCase();
  const name = COMMAND.test(upper) ? upper : "_OTHER";
  const attributes: Attributes = { "db.system.name": "redis", "db.operation.name": name };
  if (database !== undefined) {
    attributes["db.namespace"] = String(database);
  }
  if (serverAddress !== undefined) {
    attributes["server.address"] = serverAddress;
  }
  if (serverPort !== undefined) {
    attributes["server.port"] = serverPort;
  }
  return startClientSpan({ name, attributes });
}

function failCommand(span: Span | undefined, error: unknown): void {
  span?.setAttribute("error.type", errorTypeOf(error));
  span?.setStatus({ code: SpanStatusCode.ERROR });
}

import { randomUUID } from "node:crypto";
import { check, defineFlow, type FlowDefinition } from "@platform/synthetics/define";
import amqplib from "amqplib";
import { Redis } from "ioredis";
import { timesOf } from "./customer.ts";

/** Writes a key to Redis on one connection, reads it on another, and takes it away. */
export function redisWriteAndRead(everySeconds: number): FlowDefinition {
  return defineFlow("redis-write-and-read", {
    ...timesOf(everySeconds),
    state: () => ({ key: `synthetic:${randomUUID()}`, value: randomUUID() }),
    steps: {
      write: ({ state, variables, signal }) =>
        withRedis(variables.REDIS_URL, signal, async (redis) => {
          const answer = await redis.set(state.key, state.value, "EX", 300);
          check(answer === "OK", `Redis answers ${answer}`);
        }),
      read: ({ state, variables, signal }) =>
        withRedis(variables.REDIS_URL, signal, async (redis) => {
          check((await redis.get(state.key)) === state.value, "a key that was written has its value");
        }),
    },
    cleanup: ({ state, variables, signal }) => withRedis(variables.REDIS_URL, signal, async (redis) => void (await redis.del(state.key))),
  });
}

/** Sends a message to a queue of its own, and receives it. The queue goes with the connection. */
export function rabbitmqSendAndReceive(everySeconds: number): FlowDefinition {
  return defineFlow("rabbitmq-send-and-receive", {
    ...timesOf(everySeconds),
    steps: {
      "send-and-receive": async ({ variables, signal }) => {
        const connection = await amqplib.connect(variables.AMQP_URL ?? "");
        // Its errors reach whoever waits for an answer; nobody else is told.
        connection.on("error", () => {});
        const end = () => void connection.close().catch(() => {});
        signal.addEventListener("abort", end, { once: true });
        try {
          const channel = await connection.createConfirmChannel();
          const { queue } = await channel.assertQueue("", { exclusive: true, autoDelete: true });
          const sent = randomUUID();
          channel.sendToQueue(queue, Buffer.from(sent), { mandatory: true });
          await channel.waitForConfirms();
          const message = await channel.get(queue, { noAck: true });
          check(message !== false && message.content.toString() === sent, "a message that was sent is received");
        } finally {
          signal.removeEventListener("abort", end);
          await connection.close().catch(() => {});
        }
      },
    },
  });
}

async function withRedis(url: string | undefined, signal: AbortSignal, use: (redis: Redis) => Promise<void>): Promise<void> {
  const redis = new Redis(url ?? "", { lazyConnect: true, maxRetriesPerRequest: 0, retryStrategy: () => null });
  // Whoever waits for an answer is only told that the connection is closed; why it is comes as an event.
  let broken: Error | undefined;
  redis.on("error", (error: Error) => {
    broken ??= error;
  });
  const end = () => redis.disconnect();
  signal.addEventListener("abort", end, { once: true });
  try {
    await redis.connect();
    await use(redis);
  } catch (error) {
    throw broken ?? error;
  } finally {
    signal.removeEventListener("abort", end);
    redis.disconnect();
  }
}

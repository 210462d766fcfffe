import { runFlow } from "@platform/synthetics";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type RunningRabbitmq, startRabbitmq } from "../../../packages/metrics/test/start-rabbitmq.ts";
import { type RunningRedis, startRedis } from "../../../packages/metrics/test/start-redis.ts";
import { rabbitmqSendAndReceive, redisWriteAndRead } from "../src/synthetics/store-flows.ts";

let redis: RunningRedis;
let rabbitmq: RunningRabbitmq;

beforeAll(async () => {
  [redis, rabbitmq] = await Promise.all([startRedis(), startRabbitmq()]);
}, 120_000);
afterAll(async () => {
  await Promise.all([redis?.stop(), rabbitmq?.stop()]);
}, 60_000);

test("what is written to Redis is read again, and taken away", async () => {
  const { outcome, failure, attempts } = await runFlow(redisWriteAndRead(60), { variables: { REDIS_URL: `redis://127.0.0.1:${redis.port}` } });
  expect(failure).toBeUndefined();
  expect(outcome).toBe("passed");
  expect(attempts[0]?.cleanupFailure).toBeUndefined();
});

test("what is sent to RabbitMQ is received", async () => {
  const { outcome, failure } = await runFlow(rabbitmqSendAndReceive(60), { variables: { AMQP_URL: rabbitmq.url } });
  expect(failure).toBeUndefined();
  expect(outcome).toBe("passed");
});

test.each([
  ["Redis", redisWriteAndRead(60), { REDIS_URL: "redis://127.0.0.1:2" }],
  ["RabbitMQ", rabbitmqSendAndReceive(60), { AMQP_URL: "amqp://127.0.0.1:2" }],
])("a %s that is down fails its flow, and nothing else", async (_, flow, variables) => {
  expect((await runFlow(flow, { variables })).failure).toMatchObject({ reason: "connection" });
});

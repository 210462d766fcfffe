import { type ChannelModel, type ConfirmChannel, connect, type Message } from "amqplib";
import { Registry } from "prom-client";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { seriesOf } from "../../test/series-of.ts";
import { type RunningRabbitmq, startRabbitmq } from "../../test/start-rabbitmq.ts";
import type { Stoppable } from "../instruments/instrument.ts";
import { measureAmqp } from "./measure-amqp.ts";

let server: RunningRabbitmq;
let connection: ChannelModel;

beforeAll(async () => {
  server = await startRabbitmq();
  connection = await connect(server.url);
});

afterAll(async () => {
  await connection?.close();
  await server?.stop();
});

type Channel = Awaited<ReturnType<ChannelModel["createChannel"]>>;

let registry: Registry;
let channel: Channel;
let measurement: Stoppable;

beforeEach(async () => {
  registry = new Registry();
  channel = await connection.createChannel();
  channel.on("error", () => {});
  measurement = measureAmqp(channel, { registry });
  await channel.assertQueue("jobs");
  await channel.purgeQueue("jobs");
});

afterEach(async () => {
  measurement.stop();
  await channel.close().catch(() => {});
});

const sent = () => seriesOf(registry, "messaging_client_sent_messages_total");
const consumed = () => seriesOf(registry, "messaging_client_consumed_messages_total");
const processed = () => seriesOf(registry, "messaging_process_duration_seconds_count");

/** Sends that many messages and takes them from the queue. */
async function deliver(count: number, options: object = {}, onMessage: (message: Message) => unknown = () => {}): Promise<Message[]> {
  const messages: Message[] = [];
  for (let index = 0; index < count; index++) {
    channel.sendToQueue("jobs", Buffer.from(`${index}`));
  }
  await channel.consume(
    "jobs",
    (message) => {
      messages.push(message as Message);
      return onMessage(message as Message);
    },
    options,
  );
  await expect.poll(() => messages.length).toBe(count);
  return messages;
}

test("messages sent count under their exchange, or under their queue where there is none", async () => {
  expect(channel.sendToQueue("jobs", Buffer.from("x"))).toBe(true);
  expect(channel.publish("amq.topic", "any.key", Buffer.from("x"))).toBe(true);
  expect(channel.publish("", "jobs", Buffer.from("x"))).toBe(true);
  expect(await sent()).toEqual({ "rabbitmq jobs -": 2, "rabbitmq amq.topic -": 1 });
});

test("queues that the broker names count as one", async () => {
  const [first, second] = [await channel.assertQueue("", { exclusive: true }), await channel.assertQueue("", { exclusive: true })];
  channel.sendToQueue(first.queue, Buffer.from("x"));
  channel.sendToQueue(second.queue, Buffer.from("x"));
  expect(await sent()).toEqual({ "rabbitmq amq.gen -": 2 });
});

test("a message that cannot be sent is counted with its error, which the caller gets", async () => {
  await channel.close();
  expect(() => channel.sendToQueue("jobs", Buffer.from("x"))).toThrow("Channel closed");
  expect(await sent()).toEqual({ "rabbitmq jobs IllegalOperationError": 1 });
});

test("on a confirm channel a message counts once the broker confirmed it", async () => {
  const confirming: ConfirmChannel = await connection.createConfirmChannel();
  const measured = measureAmqp(confirming, { registry });
  const confirmed = new Promise((resolve) => confirming.sendToQueue("jobs", Buffer.from("x"), {}, resolve));
  expect(await sent()).toEqual({});
  expect(await confirmed).toBeNull();
  confirming.sendToQueue("jobs", Buffer.from("x"));
  await confirming.waitForConfirms();
  expect(await sent()).toEqual({ "rabbitmq jobs -": 2 });
  measured.stop();
  await confirming.close();
});

test("on a confirm channel a message that the broker refuses is an error", async () => {
  const confirming = await connection.createConfirmChannel();
  await confirming.assertQueue("full", { maxLength: 1, arguments: { "x-overflow": "reject-publish" } });
  const measured = measureAmqp(confirming, { registry });
  const send = () => new Promise((resolve) => confirming.sendToQueue("full", Buffer.from("x"), {}, resolve));
  await send();
  expect(await send()).toBeInstanceOf(Error);
  expect(await sent()).toEqual({ "rabbitmq full -": 1, "rabbitmq full _OTHER": 1 });
  measured.stop();
  await confirming.deleteQueue("full");
  await confirming.close();
});

test("a message takes from its delivery until it is acknowledged", async () => {
  const [message] = await deliver(1);
  expect(await consumed()).toEqual({ "rabbitmq jobs": 1 });
  expect(await processed()).toEqual({});
  await new Promise((resolve) => setTimeout(resolve, 60));
  channel.ack(message as Message);
  expect(await processed()).toEqual({ "rabbitmq jobs -": 1 });
  const { "rabbitmq jobs -": seconds } = await seriesOf(registry, "messaging_process_duration_seconds_sum");
  expect(seconds).toBeGreaterThan(0.05);
});

test.each<[how: string, settle: (messages: Message[]) => void, counted: Record<string, number>]>([
  ["ack of one", ([first]) => channel.ack(first as Message), { "rabbitmq jobs -": 1 }],
  ["ack of all up to one", ([, second]) => channel.ack(second as Message, true), { "rabbitmq jobs -": 2 }],
  ["ackAll", () => channel.ackAll(), { "rabbitmq jobs -": 3 }],
  ["nack", ([first]) => channel.nack(first as Message, false, false), { "rabbitmq jobs nack": 1 }],
  ["nackAll", () => channel.nackAll(false), { "rabbitmq jobs nack": 3 }],
  ["reject", ([first]) => channel.reject(first as Message, false), { "rabbitmq jobs reject": 1 }],
])("%s ends what it settles", async (_, settle, counted) => {
  settle(await deliver(3));
  expect(await processed()).toEqual(counted);
});

test("without acknowledgements a message takes until its handler is done", async () => {
  await deliver(2, { noAck: true }, ({ content }) => (`${content}` === "0" ? new Promise((resolve) => setTimeout(resolve, 50)) : undefined));
  await expect.poll(processed).toEqual({ "rabbitmq jobs -": 2 });
  const { "rabbitmq jobs -": seconds } = await seriesOf(registry, "messaging_process_duration_seconds_sum");
  expect(seconds).toBeGreaterThan(0.045);
});

test("a consumer that the broker cancels is told so", async () => {
  await channel.assertQueue("short-lived");
  const told = new Promise((resolve) => void channel.consume("short-lived", resolve));
  await channel.checkQueue("short-lived");
  await channel.deleteQueue("short-lived");
  expect(await told).toBeNull();
  expect(await consumed()).toEqual({});
});

test("a channel is measured once, and is its own again after stop()", async () => {
  const second = measureAmqp(channel, { registry });
  const [message] = await deliver(1);
  measurement.stop();
  second.stop();
  channel.ack(message as Message);
  channel.sendToQueue("jobs", Buffer.from("x"));
  await channel.checkQueue("jobs");
  expect([await sent(), await consumed(), await processed()]).toEqual([{ "rabbitmq jobs -": 1 }, { "rabbitmq jobs": 1 }, {}]);
  expect(["publish", "consume", "ack", "nack", "reject"].filter((method) => Object.hasOwn(channel, method))).toEqual([]);
  const untouched = await connection.createChannel();
  expect(channel.listenerCount("close")).toBe(untouched.listenerCount("close"));
});

test("anything but a channel is refused at the start", () => {
  for (const wrong of [undefined, {}, connection]) {
    expect(() => measureAmqp(wrong as never, { registry })).toThrow(expect.objectContaining({ code: "client_unknown" }));
  }
});

import { SpanKind, trace } from "@opentelemetry/api";
import { type ChannelModel, connect } from "amqplib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type RunningRabbitmq, startRabbitmq } from "../../../metrics/test/start-rabbitmq.ts";
import { type FinishedSpans, finishedSpans } from "../../test/finished-spans.ts";
import { startTracing, type Tracing, traceAmqp, withSpan } from "../index.ts";

let broker: RunningRabbitmq;
let connection: ChannelModel;
let tracing: Tracing;
let finished: FinishedSpans;

beforeAll(async () => {
  broker = await startRabbitmq();
  connection = await connect(broker.url);
  finished = finishedSpans();
  tracing = startTracing({ service: "shop", exporter: "none", processors: [finished.processor] });
}, 180_000);

afterAll(async () => {
  await tracing?.shutdown();
  await connection?.close();
  await broker?.stop();
});

test.each(["createChannel", "createConfirmChannel"] as const)("a message carries its trace through the broker: %s", async (create) => {
  finished.clear();
  const channel = await connection[create]();
  const channelTracing = traceAmqp(channel);
  expect(traceAmqp(channel)).toBe(channelTracing);
  await channel.assertQueue("jobs", { autoDelete: true });
  const handled = new Promise<string | undefined>((resolve) => {
    void channel.consume("jobs", async (message) => {
      await new Promise((later) => setTimeout(later, 5));
      if (message !== null) {
        channel.ack(message);
      }
      withSpan("work", {}, () => resolve(trace.getActiveSpan()?.spanContext().traceId));
    });
  });
  withSpan("order", {}, () => channel.sendToQueue("jobs", Buffer.from("1"), { headers: { tenant: "acme" } }));
  const traceId = await handled;
  await expect.poll(() => finished.spans.length).toBe(4);

  const order = finished.named("order").spanContext();
  const sent = finished.named("send jobs");
  const processed = finished.named("process jobs");
  expect(traceId).toBe(order.traceId);
  expect(sent).toMatchObject({ kind: SpanKind.PRODUCER, parentSpanContext: { spanId: order.spanId } });
  expect(processed).toMatchObject({ kind: SpanKind.CONSUMER, parentSpanContext: { spanId: sent.spanContext().spanId, isRemote: true } });
  expect(finished.named("work").parentSpanContext?.spanId).toBe(processed.spanContext().spanId);
  expect(processed.attributes).toMatchObject({ "messaging.system": "rabbitmq", "messaging.destination.name": "jobs" });
  channelTracing.stop();
  await channel.close();
});

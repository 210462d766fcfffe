import { expect, test } from "vitest";
import { startTracing, withSpan } from "../src/index.ts";

/** Address of a Jaeger whose query API is there and which takes OTLP on port 4318: `http://localhost:16686`. Version 2, or 1 from 1.35 on. */
const { JAEGER_URL } = process.env;

interface JaegerTrace {
  readonly data?: readonly {
    readonly spans: readonly {
      readonly spanID: string;
      readonly operationName: string;
      readonly references: readonly { readonly refType: string; readonly spanID: string }[];
      readonly tags: readonly { readonly key: string; readonly value: unknown }[];
    }[];
  }[];
}

test.runIf(JAEGER_URL)("a real Jaeger shows the trace with its tree: JAEGER_URL", async () => {
  const query = new URL(JAEGER_URL ?? "");
  const tracing = startTracing({ service: "jaeger-test", endpoint: `http://${query.hostname}:4318/v1/traces`, clients: false });
  const traceId = withSpan("order", { tenant: "acme" }, (order) => {
    withSpan("charge", {}, () => withSpan("bank", {}, () => {}));
    return order.spanContext().traceId;
  });
  await tracing.flush();
  expect(tracing.account()).toMatchObject({ sent: 3, pending: 0 });
  await tracing.shutdown();

  const read = async (): Promise<JaegerTrace> => (await (await fetch(new URL(`/api/traces/${traceId}`, query))).json()) as JaegerTrace;
  await expect.poll(async () => (await read()).data?.[0]?.spans.length, { timeout: 20_000 }).toBe(3);
  const spans = (await read()).data?.[0]?.spans ?? [];
  const named = (name: string) => spans.find(({ operationName }) => operationName === name);
  expect(named("order")?.references).toEqual([]);
  expect(named("order")?.tags).toContainEqual(expect.objectContaining({ key: "tenant", value: "acme" }));
  expect(named("charge")?.references[0]).toMatchObject({ refType: "CHILD_OF", spanID: named("order")?.spanID });
  expect(named("bank")?.references[0]?.spanID).toBe(named("charge")?.spanID);
});

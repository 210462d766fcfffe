import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { restOf } from "../store/span.ts";
import { createTelemetryStore, type TelemetryStore } from "../store/telemetry-store.ts";
import { type Receiver, startReceiver } from "./receiver.ts";

const MIB = 1024 * 1024;
const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
let store: TelemetryStore;
let receiver: Receiver;

beforeEach(async () => {
  store = createTelemetryStore({ spanBytes: MIB, logBytes: MIB });
  receiver = await startReceiver({ port: 0, store });
});
afterEach(() => receiver.stop());

async function push(path: string, body: string | Buffer<ArrayBuffer>, type = "application/json"): Promise<readonly [number, string]> {
  const response = await fetch(`${receiver.url}${path}`, { method: "POST", body, headers: { "content-type": type } });
  return [response.status, await response.text()];
}

/** A span with an attribute of a value in JSON, after one that is called as the prototype is. */
function spanJson(value: string): string {
  const attributes = `[{"key":"__proto__","value":{"stringValue":"mine"}},{"key":"odd","value":${value}}]`;
  return `{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"${TRACE}","spanId":"00f067aa0ba902b7","attributes":${attributes}}]}]}]}`;
}

const keptAttributes = () => store.spans.trace(TRACE).map((span) => Object.entries(restOf(span).attributes));

/** Megabytes that are alive, without garbage. */
function heapMegabytes(): number {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
  return process.memoryUsage().heapUsed / 1e6;
}

test.each([
  ["lists that lie 100,000 deep", `{"arrayValue":${"[".repeat(100_000)}${"]".repeat(100_000)}}`, '[[[[[[[["…"]]]]]]]]'],
  ["a number that is not finite", '{"doubleValue":"Infinity"}', "Infinity"],
  ["a number that is a list", '{"intValue":[1]}', "[1]"],
  ["a list of the specification", '{"arrayValue":{"values":[{"stringValue":"a"}]}}', '{"values":[{"stringValue":"a"}]}'],
])("an attribute with %s is kept as far as it can be read, and so is its span", async (_, value, kept) => {
  expect((await push("/v1/traces", spanJson(value)))[0]).toBe(200);
  expect(keptAttributes()).toEqual([
    [
      ["__proto__", "mine"],
      ["odd", kept],
    ],
  ]);
});

/** A field of bytes on the wire. */
function field(number: number, body: Uint8Array): Buffer<ArrayBuffer> {
  const length: number[] = [];
  for (let left = body.length; left > 0 || length.length === 0; left >>>= 7) {
    length.push((left & 127) | (left > 127 ? 128 : 0));
  }
  return Buffer.concat([Uint8Array.of((number << 3) | 2), Uint8Array.from(length), body]);
}

test("a list of a million values, a million events and a million empty spans in Protocol Buffers are cut while they are read", async () => {
  const ids = [field(1, Buffer.from(TRACE, "hex")), field(2, Buffer.from("00f067aa0ba902b7", "hex"))];
  const million = (tag: number) => Buffer.alloc(2_000_000, Uint8Array.of(tag, 0));
  const attribute = (key: string, value: Uint8Array) => field(9, Buffer.concat([field(1, Buffer.from(key)), field(2, value)]));
  const hostile = [attribute("__proto__", field(1, Buffer.from("mine"))), attribute("list", field(5, million(0x0a)))];
  const pushed = (spans: readonly Uint8Array[]) => push("/v1/traces", field(1, field(2, Buffer.concat(spans))), "application/x-protobuf");
  expect((await pushed([field(2, Buffer.concat([...ids, ...hostile]))]))[0]).toBe(200);
  expect((await pushed([field(2, Buffer.concat([...ids, million(0x5a)])), million(0x12)]))[0]).toBe(200);
  const [first, second] = store.spans.trace(TRACE).map(restOf);
  expect(Object.entries(first?.attributes ?? {})).toEqual([
    ["__proto__", "mine"],
    ["list", JSON.stringify(Array.from({ length: 128 }, () => ""))],
  ]);
  expect(second?.events.length).toBe(128);
});

test.each([
  ["a label that is a list", '{"a":[1]}', '"1"'],
  ["a label without a text of its own", '{"a":{"toString":1}}', '"1"'],
  ["labels that lie 100,000 deep", `${"[".repeat(100_000)}${"]".repeat(100_000)}`, '"1"'],
  ["a time of more than 64 bits", "{}", '"99999999999999999999"'],
])("a push with %s is refused with its place", async (_, labels, time) => {
  const [status, text] = await push("/loki/api/v1/push", `{"streams":[{"stream":${labels},"values":[[${time},"x"]]}]}`);
  expect([status, text]).toEqual([400, expect.stringMatching(/body_invalid.*streams\[0\]/)]);
});

test("what is cut off a name or a label does not stay in memory", async () => {
  const before = heapMegabytes();
  for (let number = 1; number <= 40; number += 1) {
    const long = `${"n".repeat(MIB)}${number}`;
    const id = number.toString(16).padStart(16, "0");
    const span = { traceId: id.repeat(2), spanId: id, name: long };
    await push("/v1/traces", JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }));
    await push("/loki/api/v1/push", JSON.stringify({ streams: [{ stream: { number: String(number), long }, values: [["1", "x"]] }] }));
  }
  expect([store.spans.figures().items, store.logs.figures().items]).toEqual([40, 40]);
  expect(heapMegabytes() - before).toBeLessThan(30);
});

test("lines that each have labels of their own, 64 KB each, leave no more in memory than there is room for", async () => {
  const before = heapMegabytes();
  for (let batch = 0; batch < 12; batch += 1) {
    const streams = Array.from({ length: 40 }, (_, index) => ({
      stream: Object.fromEntries(Array.from({ length: 64 }, (__, label) => [`l${label}`, `${batch}-${index}-${"x".repeat(1000)}`])),
      values: [["1", `${batch}-${index}`]],
    }));
    await push("/loki/api/v1/push", JSON.stringify({ streams }));
  }
  const { items, received, dropped } = store.logs.figures();
  expect({ received, whole: items + dropped }).toEqual({ received: 480, whole: 480 });
  expect([...store.logs.newestFirst()][0]?.line).toBe("11-39");
  expect([...store.logs.streams()].length).toBe(items);
  expect(heapMegabytes() - before).toBeLessThan(30);
});

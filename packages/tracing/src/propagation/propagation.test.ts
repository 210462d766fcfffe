import { defaultTextMapGetter, propagation, ROOT_CONTEXT, trace } from "@opentelemetry/api";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatBaggage, parseBaggage } from "./baggage.ts";
import { parseJaeger } from "./jaeger.ts";
import { createPropagator } from "./propagator.ts";
import { parseTraceState } from "./trace-state.ts";
import { formatTraceparent, parseTraceparent } from "./traceparent.ts";

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const SPAN = "b7ad6b7169203331";

describe("traceparent", () => {
  test.each([
    [`00-${TRACE}-${SPAN}-01`, 1],
    [`00-${TRACE}-${SPAN}-00`, 0],
    [`00-${TRACE}-${SPAN}-03`, 3],
    [`00-${TRACE}-${SPAN}-ff`, 3],
    [` \t00-${TRACE}-${SPAN}-01 `, 1],
    [`cc-${TRACE}-${SPAN}-01`, 1],
    [`cc-${TRACE}-${SPAN}-01-what-the-future-will-be-like`, 1],
  ])("%j is read", (header, traceFlags) => {
    expect(parseTraceparent(header)).toEqual({ traceId: TRACE, spanId: SPAN, traceFlags, isRemote: true });
  });

  test.each([
    "",
    "00",
    `ff-${TRACE}-${SPAN}-01`,
    `00-${TRACE}-${SPAN}-01.`,
    `00-${TRACE}-${SPAN}-01-more`,
    `cc-${TRACE}-${SPAN}-01.more`,
    `.0-${TRACE}-${SPAN}-01`,
    `000-${TRACE}-${SPAN}-01`,
    `0-${TRACE}-${SPAN}-01`,
    `00-${"0".repeat(32)}-${SPAN}-01`,
    `00-${TRACE}-${"0".repeat(16)}-01`,
    `00-${TRACE.toUpperCase()}-${SPAN}-01`,
    `00-.${TRACE.slice(1)}-${SPAN}-01`,
    `00-${TRACE}0-${SPAN}-01`,
    `00-${TRACE.slice(1)}-${SPAN}-01`,
    `00-${TRACE}-${SPAN}-0.`,
    `00-${TRACE}-${SPAN}-1`,
    `00-${TRACE}-${SPAN}-001`,
    `00-${TRACE}-${SPAN}-01, 00-${TRACE}-${SPAN}-01`,
    `00-${TRACE}-${SPAN}-01${"-x".repeat(8000)}`,
    "\0".repeat(55),
  ])("%j is none", (header) => {
    expect(parseTraceparent(header)).toBeUndefined();
  });

  test("what was written is read again", () => {
    const context = { traceId: TRACE, spanId: SPAN, traceFlags: 3 };
    expect(parseTraceparent(formatTraceparent(context))).toMatchObject(context);
  });
});

describe("tracestate", () => {
  test.each([
    ["foo=1", "foo=1"],
    ["foo=1 \t , \t bar=2, \t baz=3", "foo=1,bar=2,baz=3"],
    ["foo=1,,bar=2,", "foo=1,bar=2"],
    ["foo=1,foo=2", "foo=1"],
    ["foo@=1,a@b@c=2", "foo@=1,a@b@c=2"],
    [`${"z".repeat(256)}=1`, `${"z".repeat(256)}=1`],
  ])("%j is passed on as %j", (header, passed) => {
    expect(parseTraceState(header)?.serialize()).toBe(passed);
  });

  test.each([
    "",
    ",",
    "foo",
    "foo=",
    "foo=,bar=3",
    "foo=bar=baz",
    "foo =1",
    "FOO=1",
    "foo.bar=1",
    "@foo=1,bar=2",
    "foo=\u0001",
    "foo=ü",
    `${"z".repeat(257)}=1`,
    `a=${"z".repeat(257)}`,
    Array.from({ length: 33 }, (_, at) => `k${at}=1`).join(),
    "a=1,".repeat(10_000),
  ])("%j is dropped whole", (header) => {
    expect(parseTraceState(header)).toBeUndefined();
  });

  test("one that is too long to be passed on loses its long members first, then those at its end", () => {
    const long = Array.from({ length: 30 }, (_, at) => `k${at}=${"x".repeat(at % 2 === 0 ? 250 : 100)}`).join();
    const passed = parseTraceState(long)?.serialize() ?? "";
    expect(passed.length).toBeLessThanOrEqual(4096);
    expect(passed).toMatch(/^k0=x+,k1=/);
    expect(passed).toContain("k29=");
    expect(passed).not.toContain("k28=");
  });

  test("a member that is set comes first, and one that is wrong changes nothing", () => {
    const state = parseTraceState("a=1,b=2");
    expect(state?.set("b", "3").serialize()).toBe("b=3,a=1");
    expect(state?.set("B", "3").serialize()).toBe("a=1,b=2");
    expect(state?.unset("a").serialize()).toBe("b=2");
  });
});

describe("baggage", () => {
  test("entries are read with their properties, and written again", () => {
    const baggage = parseBaggage("tenant = acme%20inc ;ttl=5 , plan=free,=x,bad key=1,broken=%E0%A4%A");
    expect(baggage?.getAllEntries().map(([key, { value }]) => [key, value])).toEqual([
      ["tenant", "acme inc"],
      ["plan", "free"],
    ]);
    expect(baggage && formatBaggage(baggage)).toBe("tenant=acme%20inc;ttl=5,plan=free");
  });

  test.each(["", ",,,", "x".repeat(16_384), `a=${"x".repeat(9000)}`])(
    "a header without anything valid, or beyond its limit, is dropped (%#)",
    (header) => {
      expect(parseBaggage(header)).toBeUndefined();
    },
  );

  test("no more than 64 entries and 8,192 bytes are read or written", () => {
    expect(parseBaggage(Array.from({ length: 200 }, (_, at) => `k${at}=1`).join())?.getAllEntries()).toHaveLength(64);
    const large = propagation.createBaggage(Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`k${at}`, { value: "v".repeat(200) }])));
    const header = formatBaggage(large);
    expect(header.length).toBeLessThanOrEqual(8192);
    expect(header.split(",").length).toBeLessThanOrEqual(64);
  });

  test("neither a key nor a value can break out of the header, or reach a prototype", () => {
    const evil = propagation.createBaggage({ "a\r\nx": { value: "1" }, b: { value: "1\r\nx: 2,c=3;d\ud800" } });
    expect(formatBaggage(evil)).toBe("b=1%0D%0Ax%3A%202%2Cc%3D3%3Bd%EF%BF%BD");
    expect(parseBaggage("__proto__=1,constructor=2")?.getEntry("__proto__")?.value).toBe("1");
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

describe("uber-trace-id", () => {
  test.each([
    [`${TRACE}:${SPAN}:0:1`, TRACE, SPAN, 1],
    [`${TRACE}%3A${SPAN}%3a0%3A0`, TRACE, SPAN, 0],
    ["1a:2b:0:3", `${"0".repeat(30)}1a`, `${"0".repeat(14)}2b`, 1],
    [`${TRACE.toUpperCase()}:${SPAN}:0:02`, TRACE, SPAN, 1],
  ])("%s is read", (header, traceId, spanId, traceFlags) => {
    expect(parseJaeger(header)).toEqual({ traceId, spanId, traceFlags, isRemote: true });
  });

  test.each([
    "",
    ":::",
    "0:0:0:1",
    `${TRACE}:${SPAN}:0`,
    `${TRACE}:${SPAN}:0:`,
    `${TRACE}:${SPAN}:0:x`,
    `${TRACE}1:${SPAN}:0:1`,
    `${TRACE}:${SPAN}:0:1:2`,
    "a:".repeat(8000),
  ])("%j is none", (header) => {
    expect(parseJaeger(header)).toBeUndefined();
  });
});

test("hostile headers of 16 KB are read in linear time, and nothing throws", () => {
  const shapes = ["a", "=", ",", ";", "%", " ", "a=1,", "=,", "%25", "\t ", ":", "-", "a=b;c,", "00-"];
  for (const shape of shapes) {
    const header = shape.repeat(16_384 / shape.length);
    for (const parse of [parseTraceparent, parseTraceState, parseBaggage, parseJaeger]) {
      parse(header);
    }
  }
  // Quadratic time would take minutes, and outlast the test.
  fc.assert(
    fc.property(fc.string({ maxLength: 300, unit: "binary" }), (header) => {
      for (const parse of [parseTraceparent, parseTraceState, parseBaggage, parseJaeger]) {
        parse(header);
      }
    }),
  );
}, 120_000);

test("traceparent goes before uber-trace-id, and both are written", () => {
  const propagator = createPropagator(["tracecontext", "baggage", "jaeger"]);
  const jaeger = { "uber-trace-id": `${"1".repeat(32)}:${SPAN}:0:1` };
  const read = (headers: Record<string, string>) => trace.getSpanContext(propagator.extract(ROOT_CONTEXT, headers, defaultTextMapGetter));
  expect(read({ ...jaeger, traceparent: `00-${TRACE}-${SPAN}-00` })).toMatchObject({ traceId: TRACE, traceFlags: 0 });
  expect(read({ ...jaeger, traceparent: "rubbish" })).toMatchObject({ traceId: "1".repeat(32), traceFlags: 1 });
  const carrier: Record<string, string> = {};
  const context = propagator.extract(
    ROOT_CONTEXT,
    { traceparent: `00-${TRACE}-${SPAN}-01`, tracestate: "a=1", baggage: "t=1" },
    defaultTextMapGetter,
  );
  propagator.inject(context, carrier, { set: (target, name, value) => Object.assign(target, { [name]: value }) });
  expect(carrier).toEqual({ traceparent: `00-${TRACE}-${SPAN}-01`, tracestate: "a=1", baggage: "t=1", "uber-trace-id": `${TRACE}:${SPAN}:0:1` });
  expect(propagator.fields()).toEqual(["traceparent", "tracestate", "baggage", "uber-trace-id"]);
});

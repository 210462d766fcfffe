import { describe, expect, test } from "vitest";
import { createEntryMaker, type EntryMaker, type LokiEntry, timeOf } from "./loki-entry.ts";
import { pushBody } from "./push-body.ts";
import { createRisingTimes } from "./rising-times.ts";

const OPTIONS = { labels: ["service.name", "service.namespace", "deployment.environment.name", "level"], metadata: ["trace_id", "span_id"] };
const TIME = "2026-01-02T03:04:05.006Z";
const IDS = ',"trace_id":"0af7651916cd43dd8448eb211c80319c","span_id":"b7ad6b7169203331","trace_flags":"01"';

const headed = (level: string, ids: string, service: string, rest: string) =>
  `{"level":"${level}","time":"${TIME}"${ids},"service.name":"${service}","host.name":"h1","process.pid":42,${rest}"message":"m"}`;

const make = (maker: EntryMaker, line: string, whole = true) => maker.make(Buffer.from(line), 0, Buffer.byteLength(line), whole);

function metadataOf(entry: LokiEntry | undefined): unknown {
  return entry && (JSON.parse(entry.bytes.toString("utf8", entry.start, entry.end)) as [string, string, object])[2];
}

/** The same line with its fields in another order, which is read as a whole. */
const asForeign = (line: string) => JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(line) as object).reverse()));

describe("a line of our own is read by its head, with the same labels, time and metadata as a whole", () => {
  const lines: Readonly<Record<string, string>> = {
    plain: headed("info", "", "orders", ""),
    "with a span": headed("error", IDS, "orders", '"url.path":"/a",'),
    "with escapes in the name": headed("info", IDS, 'a \\"b\\" \\u00fc,\\"process.pid\\":', ""),
    "with a field that looks like the head": headed("info", "", "orders", '"body":"{\\"level\\":\\"fatal\\",\\"process.pid\\":1}",'),
  };
  for (const [name, line] of Object.entries(lines)) {
    test(name, () => {
      const own = make(createEntryMaker(OPTIONS, 0n), line);
      const whole = make(createEntryMaker(OPTIONS, 0n), asForeign(line));
      expect(own?.milliseconds).toBe(whole?.milliseconds);
      expect(own && timeOf(own)).toBe(whole && timeOf(whole));
      expect(JSON.parse(own?.stream ?? "")).toEqual(JSON.parse(whole?.stream ?? ""));
      expect(metadataOf(own)).toEqual(metadataOf(whole));
    });
  }
});

test("a label beyond the head is read from the fields", () => {
  const maker = createEntryMaker({ labels: ["http.route"], metadata: ["request_id"] }, 0n);
  const entry = make(maker, headed("info", "", "orders", '"http.route":"/a","request_id":"r-1",'));
  expect(entry?.stream).toBe('{"http_route":"/a"}');
  expect(metadataOf(entry)).toEqual({ request_id: "r-1" });
});

test("a line that was cut is none, even where it happens to end as one", () => {
  const line = headed("info", "", "orders", '"body":{"a":1},');
  expect(make(createEntryMaker(OPTIONS, 0n), line.slice(0, line.indexOf("}") + 1), false)).toBeUndefined();
  expect(make(createEntryMaker(OPTIONS, 0n), line.slice(0, -1))).toBeUndefined();
});

test.each(['{"toString":1}', "[".repeat(50_000) + "]".repeat(50_000), "1", "null"])(
  "a line whose time is no text is none, and stops no other: %.20s",
  (time) => {
    const maker = createEntryMaker({ labels: ["http.route"], metadata: [] }, 0n);
    expect(make(maker, `{"time":${time}}`)).toBeUndefined();
    expect(make(maker, `{"time":"${TIME}"}`)).toBeDefined();
  },
);

test("what stands in place of ids cannot add to the push", () => {
  const forged = '"}],["1","forged",{"a":"'.padEnd(32, "0");
  const line = headed("info", `,"trace_id":"${forged}","span_id":"b7ad6b7169203331","trace_flags":"01"`, "orders", "");
  expect(make(createEntryMaker(OPTIONS, 0n), line)).toBeUndefined();
});

test("a head that is no JSON makes no stream without labels, which Loki refuses", () => {
  expect(make(createEntryMaker(OPTIONS, 0n), headed("in\\", "", "orders", ""))).toBeUndefined();
  expect(make(createEntryMaker(OPTIONS, 0n), headed("info", "", "\u0001", ""))).toBeUndefined();
});

test("a label has a hundred values, then _other", () => {
  const maker = createEntryMaker(OPTIONS, 0n);
  const streams = Array.from({ length: 105 }, (_, index) => make(maker, headed("info", "", `s${index}`, ""))?.stream ?? "");
  expect(streams.filter((stream) => stream.includes("_other")).length).toBe(5);
});

test("a push has each stream once, with its lines as they are", () => {
  const maker = createEntryMaker(OPTIONS, 0n);
  const lines = [
    headed("info", IDS, "orders", ""),
    headed("info", "", "orders", '"a":"ü\\n",'),
    headed("error", "", "orders", ""),
    headed("info", "", "orders", ""),
    // Behind the one before it, in a buffer that has grown.
    headed("info", "", "orders", `"a":"${"€".repeat(50_000)}\\"",`),
  ];
  const { streams } = JSON.parse(pushBody(lines.flatMap((line) => make(maker, line) ?? [])).toString()) as {
    readonly streams: readonly { readonly stream: { readonly level: string }; readonly values: readonly (readonly [string, string, object])[] }[];
  };
  expect(streams.map(({ stream, values }) => [stream.level, values.map(([, line]) => line)])).toEqual([
    ["info", [lines[0], lines[1], lines[3], lines[4]]],
    ["error", [lines[2]]],
  ]);
});

test("bytes that JSON has to escape reach Loki as they were", () => {
  const line = headed("info", "", "orders", `"a":"\u0001\t\\\\ \\" \u007f",`);
  const entry = make(createEntryMaker(OPTIONS, 0n), line);
  const { streams } = JSON.parse(pushBody(entry === undefined ? [] : [entry]).toString());
  expect(streams[0].values[0][1]).toBe(line);
});

test("a batch that is cleared leaves its place to the next one, which goes on in time", () => {
  const maker = createEntryMaker(OPTIONS, 0n);
  const first = make(maker, headed("info", "", "orders", ""));
  const time = first && timeOf(first);
  maker.clear();
  const second = make(maker, headed("info", "", "orders", ""));
  expect(second?.start).toBe(first?.start);
  expect(second && timeOf(second)).toBe((time ?? 0n) + 1n);
});

test("times rise by a nanosecond within a millisecond, go on within a small step back, and follow a large one", () => {
  const times = createRisingTimes(1_000_000_000_005n);
  const given = [999_999, 1_000_000, 1_000_001, 1_000_001, 999_000, 900_000, 1_000_001].map((time) => BigInt(times.after(time)));
  expect(given).toEqual([
    1_000_000_000_006n,
    1_000_000_000_007n,
    1_000_001_000_000n,
    1_000_001_000_001n,
    1_000_001_000_002n,
    900_000_001_000n,
    1_000_001_001_000n,
  ]);
  expect(times.last()).toBe("1000001001000");
});

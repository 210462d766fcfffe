import { describe, expect, test } from "vitest";
import { createEntryMaker, pushBody } from "./loki-entry.ts";
import { createRisingTimes } from "./rising-times.ts";

const OPTIONS = { labels: ["service.name", "service.namespace", "deployment.environment.name", "level"], metadata: ["trace_id", "span_id"] };
const TIME = "2026-01-02T03:04:05.006Z";
const IDS = ',"trace_id":"0af7651916cd43dd8448eb211c80319c","span_id":"b7ad6b7169203331","trace_flags":"01"';

const headed = (level: string, ids: string, service: string, rest: string) =>
  `{"level":"${level}","time":"${TIME}"${ids},"service.name":"${service}","host.name":"h1","process.pid":42,${rest}"message":"m"}`;

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
      const own = createEntryMaker(OPTIONS, 0n).make(line, true);
      const whole = createEntryMaker(OPTIONS, 0n).make(asForeign(line), true);
      expect(own?.milliseconds).toBe(whole?.milliseconds);
      expect(own?.entry.nanoseconds).toBe(whole?.entry.nanoseconds);
      expect(JSON.parse(own?.entry.stream ?? "")).toEqual(JSON.parse(whole?.entry.stream ?? ""));
      expect(JSON.parse(own?.entry.metadata ?? "")).toEqual(JSON.parse(whole?.entry.metadata ?? ""));
    });
  }
});

test("a label beyond the head is read from the fields", () => {
  const maker = createEntryMaker({ labels: ["http.route"], metadata: ["request_id"] }, 0n);
  const made = maker.make(headed("info", "", "orders", '"http.route":"/a","request_id":"r-1",'), true);
  expect(made?.entry).toMatchObject({ stream: '{"http_route":"/a"}', metadata: '{"request_id":"r-1"}' });
});

test("a line that was cut is none, even where it happens to end as one", () => {
  const line = headed("info", "", "orders", '"body":{"a":1},');
  expect(createEntryMaker(OPTIONS, 0n).make(line.slice(0, line.indexOf("}") + 1), false)).toBeUndefined();
  expect(createEntryMaker(OPTIONS, 0n).make(line.slice(0, -1), true)).toBeUndefined();
});

test("what stands in place of ids cannot add to the push", () => {
  const forged = '"}],["1","forged",{"a":"'.padEnd(32, "0");
  const line = headed("info", `,"trace_id":"${forged}","span_id":"b7ad6b7169203331","trace_flags":"01"`, "orders", "");
  expect(createEntryMaker(OPTIONS, 0n).make(line, true)).toBeUndefined();
});

test("a head that is no JSON makes no stream without labels, which Loki refuses", () => {
  expect(createEntryMaker(OPTIONS, 0n).make(headed("in\\", "", "orders", ""), true)).toBeUndefined();
  expect(createEntryMaker(OPTIONS, 0n).make(headed("info", "", "\u0001", ""), true)).toBeUndefined();
});

test("a label has a hundred values, then _other", () => {
  const maker = createEntryMaker(OPTIONS, 0n);
  const streams = Array.from({ length: 105 }, (_, index) => maker.make(headed("info", "", `s${index}`, ""), true)?.entry.stream ?? "");
  expect(streams.filter((stream) => stream.includes("_other")).length).toBe(5);
});

test("a push has each stream once, with its lines as they are", () => {
  const maker = createEntryMaker(OPTIONS, 0n);
  const lines = [headed("info", IDS, "orders", ""), headed("error", "", "orders", ""), headed("info", "", "orders", '"a":"ü\\n",')];
  const { streams } = JSON.parse(pushBody(lines.flatMap((line) => maker.make(line, true)?.entry ?? []))) as {
    readonly streams: readonly { readonly stream: { readonly level: string }; readonly values: readonly (readonly [string, string, object])[] }[];
  };
  expect(streams.map(({ stream, values }) => [stream.level, values.map(([, line]) => line)])).toEqual([
    ["info", [lines[0], lines[2]]],
    ["error", [lines[1]]],
  ]);
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

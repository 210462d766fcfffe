import { defineCounter, defineGauge, defineHistogram, open } from "@platform/metrics/define";
import {
  aggregate,
  binary,
  call,
  countValues,
  histogramQuantile,
  type InstantVector,
  negate,
  number,
  offset,
  over,
  quantileOverTime,
  rank,
  type Selector,
  select,
  selectBucket,
  selectBuckets,
  selectCount,
  selectSum,
  subquery,
  time,
} from "@platform/promql";
import fc from "fast-check";

const jobs = defineCounter({ name: "jobs_total", help: "Jobs.", labels: { queue: ["mail", "export"], note: open({ max: 5 }) } });
const depth = defineGauge({ name: "queue_depth", help: "Jobs waiting.", labels: { queue: ["mail", "export"] } });
const wait = defineHistogram({ name: "wait_seconds", help: "Wait.", buckets: [0.5, 1, 2.5], labels: { queue: ["mail", "export"] } });

/** Values that break a careless printer: quotes, backslashes, line ends, braces, half characters, regular expressions. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('"', "\\", "\n", "\r", "\u2028", "{{", "}}", "$", "$job", "\ud800", "\u0000", "\u007f", "`", "'", "a\\", '\\"', "(.*", "[[x]]"),
  fc.string({ unit: "binary", maxLength: 12 }),
);

const LABELS = ["queue", "job", "instance"] as const;
const labels = fc.subarray([...LABELS]);
const seconds = fc.integer({ min: 1, max: 40 * 86_400 });
const value = fc.oneof(fc.integer({ min: -1000, max: 1000 }), fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e21, max: 1e21 }));

const counter: fc.Arbitrary<Selector> = fc
  .record({
    note: fc.option(hostileText, { nil: undefined }),
    job: fc.option(fc.array(hostileText, { minLength: 1, maxLength: 3 }), { nil: undefined }),
  })
  .chain(({ note, job }) =>
    fc.constantFrom(
      select(jobs, { ...(note !== undefined && { note: { not: note } }), ...(job !== undefined && { job }) }),
      selectBuckets(wait, { ...(job !== undefined && { job }) }),
      selectBucket(wait, 1),
      selectCount(wait, { instance: { matches: "$instance" } }),
      selectSum(wait),
    ),
  );

const gauge: fc.Arbitrary<Selector> = fc
  .tuple(
    fc.constantFrom(select(depth), select(depth, { queue: ["mail", "export"] })),
    fc.option(fc.integer({ min: -86_400, max: 86_400 }), { nil: 0 }),
  )
  .map(([of, by]) => (by === 0 ? of : offset(of, by)));

/** Expressions that Prometheus accepts, of any shape that the builders allow. */
export const { vector: arbitraryExpression } = fc.letrec<{ vector: InstantVector; branch: InstantVector }>((tie) => {
  const range = fc.oneof(seconds, fc.constantFrom("$__rate_interval" as const, "$__range" as const));
  const leaf: fc.Arbitrary<InstantVector> = fc.oneof(
    gauge,
    fc.tuple(fc.constantFrom("rate", "increase", "irate", "resets"), counter, range).map(([name, of, length]) => over(name as "rate", of, length)),
    fc.tuple(fc.constantFrom("avg_over_time", "delta", "changes"), gauge, range).map(([name, of, length]) => over(name as "delta", of, length)),
    fc.tuple(gauge, seconds).map(([of, length]) => quantileOverTime(0.9, of, length)),
    value.map((of) => call("vector", of)),
  );
  const grouping = fc.oneof(
    fc.constant({}),
    labels.map((by) => ({ by })),
    labels.map((without) => ({ without })),
  );
  const matching = fc.oneof(
    fc.constant({}),
    labels.map((on) => ({ matching: { kind: "on" as const, labels: on } })),
    labels.map((ignored) => ({ matching: { kind: "ignoring" as const, labels: ignored } })),
  );
  const grouped = fc.constantFrom("left" as const, "right" as const).map((side) => ({
    matching: { kind: "on" as const, labels: ["job"], group: { side, labels: side === "left" ? [] : ["queue"] } },
  }));
  const branch: fc.Arbitrary<InstantVector> = fc.oneof(
    fc
      .tuple(fc.constantFrom("sum", "avg", "min", "max", "count", "group"), tie("vector"), grouping)
      .map(([name, of, by]) => aggregate(name as "sum", of, by)),
    fc.tuple(fc.integer({ min: 1, max: 20 }), tie("vector")).map(([k, of]) => rank("topk", k, of)),
    tie("vector").map((of) => countValues("value", call("month", of))),
    fc.tuple(tie("vector"), seconds, seconds).map(([of, length, step]) => over("max_over_time", subquery(of, length, step))),
    fc.tuple(fc.constantFrom("abs", "sort", "timestamp"), tie("vector")).map(([name, of]) => call(name as "abs", of)),
    fc.tuple(tie("vector"), value, value).map(([of, low, high]) => call("clamp", of, low, high)),
    tie("vector").map((of) => histogramQuantile(0.95, of)),
    fc.tuple(tie("vector"), hostileText).map(([of, text]) => call("label_replace", of, "queue", text, "job", "(.*)")),
    tie("vector").map((of) => negate(of)),
    fc
      .tuple(fc.constantFrom("+", "-", "*", "/", "%", "^"), tie("vector"), tie("vector"), fc.oneof(matching, grouped))
      .map(([operator, left, right, options]) => binary(left, operator, right, options)),
    fc
      .tuple(fc.constantFrom("and", "or", "unless"), tie("vector"), tie("vector"), matching)
      .map(([operator, left, right, options]) => binary(left, operator, right, options)),
    fc
      .tuple(fc.constantFrom("==", "!=", ">", "<", ">=", "<="), tie("vector"), tie("vector"), fc.boolean())
      .map(([operator, left, right, bool]) => binary(left, operator, right, { bool })),
    fc.tuple(fc.constantFrom("+", "-", "*", "/", "^", ">", "<="), tie("vector"), value).map(([operator, of, by]) => binary(of, operator, by)),
    fc.tuple(fc.constantFrom("+", "-", "*", "/", "^"), value, tie("vector")).map(([operator, by, of]) => binary(by, operator, of)),
    fc.tuple(value, value, tie("vector")).map(([one, other, of]) => binary(binary(negate(number(one)), "^", other), "*", of)),
    tie("vector").map((of) => binary(time(), "-", of)),
  );
  return { vector: fc.oneof({ maxDepth: 4, depthSize: "small", withCrossShrink: true }, leaf, branch), branch };
});

import { describe, expect, test } from "vitest";
import type { BenchCase } from "./bench-case.ts";
import { runCase } from "./run-case.ts";
import fixture from "./test/fixture.bench.ts";

const file = new URL("./test/fixture.bench.ts", import.meta.url).href;

function runFixture(title: string) {
  const cases: readonly BenchCase[] = fixture;
  const index = cases.findIndex((one) => one.case === title);
  return runCase(cases[index] as BenchCase, { file, index, quick: true });
}

describe("a case runs both sides in processes of their own", () => {
  test("a micro case tells the quicker function and meets its target", async () => {
    const [result] = await runFixture("sum of 10 beside sum of 10,000 numbers");
    expect(result?.ratio).toBeLessThan(0.2);
    expect(result?.ours).toBeGreaterThan(0);
    expect(result?.target).toEqual({ ratio: 0.5, met: true });
  });

  test("a measured figure beside a fixed limit that it exceeds misses its target", async () => {
    const [result] = await runFixture("a figure beside a limit");
    expect(result).toMatchObject({ ours: 3, theirs: 1.5, ratio: 2, unit: "s", withinNoise: false, target: { met: false } });
  });

  test("a side that takes two figures in one turn gives two lines, each with its own limit", async () => {
    const results = await runFixture("two figures of one turn");
    expect(results.map(({ unit, ratio, target }) => [unit, ratio, target])).toEqual([
      ["s", 0.5, undefined],
      ["MB", 2, { ratio: 1, met: false }],
    ]);
  });

  test("an HTTP case reports throughput, CPU, p99 and memory of both servers", async () => {
    const results = await runFixture("two equal servers");
    expect(results.map(({ unit }) => unit)).toEqual(["requests/s", "µs CPU/request", "ms p99", "MB RSS"]);
    for (const { ours, theirs, ratio } of results) {
      expect(ours).toBeGreaterThan(0);
      expect(theirs).toBeGreaterThan(0);
      expect(ratio).toBeGreaterThan(0.1);
    }
    expect(results[0]?.target?.met).toBe(true);
  });

  test("an injected request finishes, and a thousand of them take longer than one", async () => {
    const [result] = await runFixture("an injected request beside a figure");
    expect(result?.ratio).toBeLessThan(0.1);
  });

  test("a line-up compares each server with the first, by ratio and by difference", async () => {
    const results = await runFixture("three servers");
    expect(results.map(({ case: title, peer, unit }) => [title, peer, unit])).toEqual([
      ["three servers: same", "bare", "ns CPU/request"],
      ["three servers: slow", "bare", "ns CPU/request"],
    ]);
    const [same, slow] = results;
    expect(same?.moreTarget).toEqual({ limit: 1e9, met: true });
    expect(slow?.more).toBeGreaterThan(1e4);
    expect(slow).toMatchObject({ target: { met: false }, moreTarget: { limit: 1, met: false } });
  });

  test("a side that cannot start is an error with its own message", async () => {
    await expect(runFixture("a side that cannot start")).rejects.toThrow("no such server");
  });
});

import { createContext, runInContext } from "node:vm";
import { createMetrics } from "@platform/metrics";
import * as define from "@platform/metrics/define";
import { collectProcessMetrics } from "@platform/metrics/runtime";
import { type ParsedFamily, parseExposition } from "@platform/metrics/testing";
import * as promClient from "prom-client";
import { collectDefaultMetrics, Registry, register } from "prom-client";
import { afterEach, expect, test, vi } from "vitest";
import { readTable } from "./read-table.ts";

const PAGE = "docs/migration/from-prom-client.md";
const rows = readTable(PAGE, "Equivalents");

afterEach(() => {
  vi.useRealTimers();
  register.clear();
  register.setDefaultLabels({});
});

interface Scrape {
  /** Type and help of each metric. */
  readonly families: Record<string, string>;
  /** Value of each series. */
  readonly series: Record<string, number>;
}

/** Runs the cells of a column, one after another in one program, and scrapes after each. */
async function scrapesOf(column: number, globals: object): Promise<Scrape[]> {
  vi.useFakeTimers({ now: 1_900_000_000_000, toFake: ["Date", "performance", "hrtime"] });
  const program = createContext({ ...globals, register, Date, performance });
  const scrapes: Scrape[] = [];
  for (const row of rows) {
    const code = row[column] ?? "";
    if (!code.startsWith("nothing")) {
      runInContext(code, program);
    }
    scrapes.push(readScrape(await register.metrics()));
  }
  register.clear();
  register.setDefaultLabels({});
  return scrapes;
}

/** Without the metrics that our registry tells about itself. */
function readScrape(text: string): Scrape {
  const families = parseExposition(text === "\n" ? "" : text.replace(/\n*$/, "\n")).filter(
    ({ name }) => !/^metrics_(samples|series|collect)_/.test(name),
  );
  return {
    families: Object.fromEntries(families.map(({ name, type, help }) => [name, `${type}: ${help}`])),
    series: Object.fromEntries(families.flatMap(seriesOf)),
  };
}

function seriesOf({ samples }: ParsedFamily): [string, number][] {
  return samples.map(({ name, labels, value }) => {
    const pairs = Object.entries(labels).map(([label, text]) => `${label}=${label === "le" ? Number(text.replace("Inf", "Infinity")) : text}`);
    return [`${name}{${pairs.sort().join()}}`, value];
  });
}

const [theirs, ours] = [await scrapesOf(0, { ...promClient }), await scrapesOf(1, { createMetrics, ...define })];

test("the table has rows whose cells are code", () => {
  expect(rows.length).toBeGreaterThan(20);
  expect(Object.keys(theirs.at(-3)?.series ?? {}).length).toBeGreaterThan(20);
});

test.each(rows.map(([left, right], index) => ({ left, right, index })))("row $index: $left", ({ index }) => {
  const [their, our] = [theirs[index] as Scrape, ours[index] as Scrape];
  expect(our.families).toEqual(their.families);
  const shown = Object.entries(our.series).filter(([series, value]) => value !== 0 || series in their.series);
  const present = Object.entries(their.series).filter(([series, value]) => value !== 0 || series in our.series);
  expect(Object.fromEntries(shown)).toEqual(Object.fromEntries(present));
});

test("series that prom-client lacks are at 0, those that we lack too", () => {
  const missing = theirs.flatMap(({ series }, index) => Object.entries(series).filter(([name]) => !(name in (ours[index]?.series ?? {}))));
  expect(missing.filter(([, value]) => value !== 0)).toEqual([]);
});

test("the table of the process names all metrics of prom-client, and only such as there are", async () => {
  const [before, after] = [new Registry(), new Registry()];
  collectDefaultMetrics({ register: before });
  const collection = collectProcessMetrics({ registry: after });
  const table = readTable(PAGE, "The process");
  expect(table.map(([name]) => name).sort()).toEqual(
    before
      .getMetricsAsArray()
      .map(({ name }) => name)
      .sort(),
  );
  const named = table.map(([, name]) => name as string).filter((name) => name !== "–");
  expect(named.filter((name) => after.getSingleMetric(name) === undefined)).toEqual([]);
  collection.stop();
  before.clear();
});

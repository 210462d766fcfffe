import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { grafanaData } from "../../test/grafana-data.ts";
import { formatValue, knownUnits } from "./format-value.ts";

const { formattedValueToString, getValueFormat } = grafanaData;
const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));
const SIZES = [0, 1e-9, 4.2e-7, 0.000123, 0.00999, 0.0423, 0.1, 0.25, 0.999, 1, 1.005, 2.5, 9.99, 12, 59.9, 60, 61.7, 99.95, 100, 999.9];
const LARGE = [1000, 1023, 1024, 1234.5, 3600, 5400, 86_399, 86_400, 123_456, 604_800, 1e6, 31_536_000, 1.5e8, 2_147_483_648, 1e12, 4.2e15];
const VALUES = [...SIZES, ...LARGE].flatMap((value) => [value, -value]);

/** Units in every generated dashboard of the example platform. */
function emittedUnits(): readonly string[] {
  const texts = globSync(`${ROOT}deploy/dashboards/*.json`).map((file) => readFileSync(file, "utf8"));
  return [...new Set(texts.flatMap((text) => [...text.matchAll(/"unit": ?"([^"]+)"/g)].map(([, unit = ""]) => unit)))];
}

test("there are dashboards whose units are compared", () => {
  expect(emittedUnits()).toEqual(expect.arrayContaining(["s", "short", "percentunit", "reqps", "bytes"]));
});

test.each([...new Set([...emittedUnits(), ...knownUnits, "suffix:AUD", "prefix:#", "crates"])])("unit %s is written as Grafana writes it", (unit) => {
  const grafana = getValueFormat(unit);
  for (const decimals of [undefined, 0, 1, 2, 3]) {
    const texts = VALUES.map((value) => formatValue(value, unit, decimals));
    expect(texts).toEqual(VALUES.map((value) => formattedValueToString(grafana(value, decimals))));
  }
});

test("what is no number is said to be none, and what is endless is ∞", () => {
  expect([formatValue(Number.NaN, "s"), formatValue(Number.POSITIVE_INFINITY, "percentunit")]).toEqual(["NaN", "∞%"]);
});

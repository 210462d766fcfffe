import { expect, test } from "vitest";
import { readTable, sortRows, transformTables } from "./table.ts";

const vector = (...rows: readonly (readonly [Record<string, string>, string])[]) => ({
  resultType: "vector" as const,
  result: rows.map(([metric, value]) => ({ metric, value: [1, value] as const })),
});

const requests = readTable(vector([{ job: "a" }, "2"], [{ job: "b" }, "10"]), { refId: "A", only: false });
const errors = readTable(vector([{ job: "b" }, "0.5"]), { refId: "B", only: false });
const columns = { "Value #A": "Requests", "Value #B": "Errors", job: "Service" };
const transformations = [
  { id: "merge" },
  { id: "filterFieldsByName", options: { include: { names: ["job", "Value #A", "Value #B"] } } },
  { id: "organize", options: { indexByName: { job: 0, "Value #A": 1, "Value #B": 2 }, renameByName: columns } },
];

test("answers with the same labels become one row; a missing value stays empty", () => {
  expect(transformTables([requests, errors], transformations)).toEqual({
    columns: ["Service", "Requests", "Errors"],
    rows: [
      ["a", 2, null],
      ["b", 10, 0.5],
    ],
  });
});

test("the only query's value has no letter", () => {
  expect(readTable(vector([{ job: "a" }, "NaN"]), { refId: "A", only: true })).toEqual({
    columns: ["Time", "job", "Value"],
    rows: [[1, "a", Number.NaN]],
  });
});

test("rows are sorted by number or by word, empty cells last either way", () => {
  const table = transformTables([requests, errors], transformations);
  expect(sortRows(table, [{ displayName: "Requests", desc: true }]).map(([job]) => job)).toEqual(["b", "a"]);
  expect(sortRows(table, [{ displayName: "Errors" }]).map(([job]) => job)).toEqual(["b", "a"]);
});

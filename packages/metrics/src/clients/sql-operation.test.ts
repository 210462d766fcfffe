import { expect, test } from "vitest";
import { sqlOperation } from "./sql-operation.ts";

test.each([
  ["SELECT 1", "SELECT"],
  ["  insert into t values (1)", "INSERT"],
  ["(SELECT 1) UNION (SELECT 2)", "SELECT"],
  ["-- who\n/* why * not */ /**/ update t set a = 1", "UPDATE"],
  ["WITH gone AS (DELETE FROM t RETURNING *) SELECT * FROM gone", "WITH"],
  ["BEGIN", "BEGIN"],
  ["", "_OTHER"],
  ["secret", "_OTHER"],
  ["SELECTED", "_OTHER"],
  ["/* no end SELECT", "_OTHER"],
  ["'; DROP TABLE t", "_OTHER"],
  [undefined, "_OTHER"],
  [{ text: "SELECT 1" }, "_OTHER"],
  ["-- only a comment", "_OTHER"],
])("%j is the operation %s", (statement, operation) => {
  expect(sqlOperation(statement)).toBe(operation);
});

test("a text made to be slow takes no time: a second look at each sign would outlast the test", () => {
  for (const text of ["/*".repeat(1e6), "(".repeat(1e6), " ".repeat(1e6), "--\n".repeat(1e6), `/*${"*".repeat(1e6)}`, "/**/ ".repeat(1e6)]) {
    expect(sqlOperation(text)).toBe("_OTHER");
  }
});

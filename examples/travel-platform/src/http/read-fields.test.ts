import { describe, expect, test } from "vitest";
import { HttpProblem } from "./http-problem.ts";
import { day, decimal, integer, oneOf, optional, readFields, text } from "./read-fields.ts";

const readers = {
  name: text({ max: 10 }),
  count: integer({ min: 1, max: 20 }),
  share: decimal({ min: 0, max: 1 }),
  currency: oneOf(["EUR", "USD"]),
  checkIn: day,
  note: optional(text(), "none"),
};
const valid = { name: " Ada ", count: "3", share: 0.5, currency: "EUR", checkIn: "2028-02-29" };

test("fields are read with their types, and missing ones have their defaults", () => {
  expect(readFields(valid, readers)).toEqual({ name: "Ada", count: 3, share: 0.5, currency: "EUR", checkIn: "2028-02-29", note: "none" });
});

describe("a wrong field is refused with its name", () => {
  test.each([
    ["name", ""],
    ["name", "much too long a name"],
    ["name", "nul\0byte"],
    ["name", "\ud800"],
    ["name", { toString: () => "x" }],
    ["count", 0],
    ["count", 21],
    ["count", "3.5"],
    ["count", "1e1"],
    ["count", Number.NaN],
    ["count", undefined],
    ["share", "0.5"],
    ["share", Number.POSITIVE_INFINITY],
    ["currency", "GBP"],
    ["currency", "__proto__"],
    ["checkIn", "2027-02-29"],
    ["checkIn", "2027-13-01"],
    ["checkIn", "tomorrow"],
    ["note", 1],
  ])("%s: %j", (name, value) => {
    const read = () => readFields({ ...valid, [name]: value }, readers);
    expect(read).toThrow(HttpProblem);
    expect(read).toThrow(`Field "${name}" must be`);
  });

  test.each([[undefined], [null], ["text"], [[]]])("a body that is %j has no fields", (body) => {
    expect(() => readFields(body, readers)).toThrow('Field "name"');
  });

  test("what an object inherits is no field", () => {
    expect(() => readFields({}, { constructor: text() })).toThrow('Field "constructor"');
  });
});

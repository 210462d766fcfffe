import { expect, test } from "vitest";
import type { LogLine } from "../store/log-store.ts";
import { readLogQuery } from "./logql.ts";

const LINE: LogLine = {
  time: "1",
  labels: { service_name: "payment", level: "error" },
  line: 'POST /charges failed: "card refused"',
  metadata: { trace_id: "abc" },
};

test.each([
  ['{service_name="payment"}', true],
  ['{service_name=~"pay.*", level!="info"}', true],
  ['{service_name=~"pay"}', false],
  ['{service_name!~"auth|hotel"}', true],
  ['{service_name="payment"} |= "refused"', true],
  ['{service_name="payment"} |= "refused" != "card"', false],
  ['{service_name="payment"} |~ "(?i)POST /CHARGES"', true],
  ['{service_name=`payment`} |= `"card refused"`', true],
  ['{service_name="payment"} | trace_id="abc"', true],
  ['{service_name="payment"} | trace_id="abd"', false],
  ['{service_name=~".+"} | level=~"error|fatal" |= "failed"', true],
  ['{missing=""}', true],
  ['{service_name="pay}ment"}', false],
  ["{}", true],
])("%s", (query, belongs) => {
  expect(readLogQuery(query)(LINE)).toBe(belongs);
});

test.each([
  "",
  "payment",
  '{service_name="payment"',
  '{service_name="payment"} | json',
  "{service_name=payment}",
  '{a=~"("}',
  `{a="${"x".repeat(20_000)}"}`,
])("%j is refused with the place", (query) => {
  expect(() => readLogQuery(query)).toThrow(expect.objectContaining({ code: "query_invalid", status: 400 }));
});

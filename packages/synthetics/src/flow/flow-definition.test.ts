import { expect, test } from "vitest";
import { defineFlow, type FlowOptions } from "./flow-definition.ts";

const sound: FlowOptions<Readonly<Record<never, never>>> = { everySeconds: 60, steps: { search: async () => {} } };

test("what is left out follows from the interval", () => {
  expect(defineFlow("search", { ...sound, everySeconds: 20 })).toMatchObject({
    timeoutSeconds: 5,
    cleanupTimeoutSeconds: 5,
    slowSeconds: 2.5,
    retries: 0,
  });
  expect(defineFlow("search", { ...sound, everySeconds: 3600 })).toMatchObject({ timeoutSeconds: 30, cleanupTimeoutSeconds: 10 });
});

test.each<readonly [string, string, Partial<typeof sound>, string]>([
  ["flow_name_invalid", "Search", {}, '"Search" must match'],
  ["flow_name_invalid", "a".repeat(61), {}, "at most 60 characters"],
  ["step_name_invalid", "search", { steps: { "log in": async () => {} } }, '"log in" must match'],
  ["step_name_invalid", "search", { steps: { 1: async () => {} } }, '"1" must match'],
  ["steps_empty", "search", { steps: {} }, 'Flow "search" has no step'],
  ["interval_invalid", "search", { everySeconds: 0 }, "got 0"],
  ["interval_invalid", "search", { everySeconds: Number.NaN }, "got NaN"],
  ["timeout_invalid", "search", { timeoutSeconds: 61 }, "may take 61 s (1 attempts of 61 s with their cleanup), but runs every 60 s"],
  ["timeout_invalid", "search", { timeoutSeconds: 25, retries: 2 }, "may take 75 s"],
  ["timeout_invalid", "search", { timeoutSeconds: 0 }, "of 0 s"],
  ["retries_invalid", "search", { retries: 4 }, "got 4"],
  ["slow_invalid", "search", { timeoutSeconds: 10, slowSeconds: 11 }, "got 11"],
  ["flow_slo_invalid", "search", { slo: { objective: 99 } }, "got 99"],
])("refuses with %s", (code, name, options, message) => {
  expect(() => defineFlow(name, { ...sound, ...options })).toThrow(expect.objectContaining({ code, message: expect.stringContaining(message) }));
});

import { expect, test } from "vitest";
import { alertTitle } from "./watched.ts";

test.each([
  ["networkErrors", "Network errors"],
  ["walCorruptions", "WAL corruptions"],
  ["cpu", "CPU"],
  ["noAlertmanager", "No Alertmanager"],
])("%s is called %s", (name, title) => {
  expect(alertTitle(name)).toBe(title);
});

import { expect, test } from "vitest";
import { defineCounter } from "./metric-definition.ts";
import type { RenamedFrom } from "./metric-rename.ts";

const define = (renamedFrom: RenamedFrom) =>
  defineCounter({ name: "jobs_total", help: "Jobs.", labels: { queue: ["mail"], outcome: ["ok"] }, renamedFrom });

test("a definition knows its former name and labels", () => {
  const renamedFrom = { name: "work:jobs", labels: { queue: "line" }, until: "2028-02-29" };
  expect(define(renamedFrom).renamedFrom).toEqual(renamedFrom);
  expect("renamedFrom" in defineCounter({ name: "jobs_total", help: "Jobs." })).toBe(false);
});

test.each<[Partial<RenamedFrom>, string]>([
  [{ name: "jobs_total" }, "that is another name, as Prometheus takes it."],
  [{ name: "jobs-total" }, "that is another name, as Prometheus takes it."],
  [{ name: "" }, "that is another name, as Prometheus takes it."],
  [{ until: "2027-02-29" }, 'until is a day such as "2027-01-31", got "2027-02-29".'],
  [{ until: "soon" }, 'got "soon".'],
  [{ labels: { kind: "type" } }, 'it has no label "kind"; it has queue, outcome.'],
  [{ labels: { queue: "outcome", outcome: "queue" } }, '"outcome" is no name that one label of it had and none has now.'],
  [{ labels: { queue: "kind", outcome: "kind" } }, '"kind" is no name'],
  [{ labels: { queue: "__name__" } }, '"__name__" is no name'],
  [{ labels: { queue: "a b" } }, '"a b" is no name'],
])("a renaming from %j is refused", (part, message) => {
  expect(() => define({ name: "tasks_total", until: "2027-01-31", ...part })).toThrow(
    expect.objectContaining({ code: "rename_invalid", message: expect.stringContaining(message) }),
  );
});

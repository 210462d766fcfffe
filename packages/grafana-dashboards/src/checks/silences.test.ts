import { expect, test } from "vitest";
import type { Problem } from "../model/model.ts";
import { withoutSilenced } from "./silences.ts";

const RULES = `groups:
  - rules:
      # platform-ignore series-exists: the batch job runs at night
      - alert: A
        expr: nothing > 0
      - alert: B
        expr: nothing > 0 # platform-ignore series-exists: as above
        for: 5m
      # platform-ignore label-kept
      - alert: C
        expr: nothing > 0
`;

function problemAt(line: number, check = "series-exists"): Problem {
  return { check, severity: "error", subject: `alert on line ${line}`, message: "It is wrong.", place: { file: "a.yml", line, column: 15 } };
}

const files = [{ path: "a.yml", text: RULES }];

test("a comment above a rule speaks for the rule, one behind a line for the line, both for one check", () => {
  const { problems, silenced } = withoutSilenced([problemAt(5), problemAt(7), problemAt(11), problemAt(5, "label-kept")], { files, listed: [] });
  expect(silenced).toBe(2);
  expect(problems.map(({ check, place }) => `${check} ${place?.line}`)).toEqual([
    "series-exists 11",
    "label-kept 5",
    "silence-reason 9",
    "silence-used 9",
  ]);
});

test("a silence that silences nothing is a warning, one without a reason an error", () => {
  const { problems } = withoutSilenced([], { files, listed: [{ check: "metric-shown", subject: "metric a_total", reason: "old" }] });
  expect(problems.map(({ check, severity, place }) => [check, severity, place?.line])).toEqual([
    ["silence-used", "warning", 3],
    ["silence-used", "warning", 7],
    ["silence-reason", "error", 9],
    ["silence-used", "warning", 9],
    ["silence-used", "warning", undefined],
  ]);
});

test("a finding without a line is silenced by what it is about", () => {
  const { place: _, ...problem } = problemAt(1);
  const listed = [{ check: "series-exists", subject: problem.subject, reason: "known" }];
  expect(withoutSilenced([problem, problemAt(2)], { files: [], listed })).toEqual({ problems: [problemAt(2)], silenced: 1 });
});

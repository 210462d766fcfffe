import type { Problem } from "@platform/grafana-dashboards";
import { placeText } from "../terminal/place-text.ts";
import type { ProblemReport } from "./problem-report.ts";
import { attribute, escaped } from "./xml-text.ts";

/**
 * A report as a list of tests: each error is one that failed, each warning one that passed with a word. Without any problem there is one
 * that passed, since some readers take an empty list for a failure.
 *
 * @see https://github.com/testmoapp/junitxml
 */
export function junit({ problems }: ProblemReport): string {
  const failures = problems.filter(({ severity }) => severity === "error").length;
  const cases = problems.length === 0 ? ['    <testcase classname="platform" name="check"/>'] : problems.map(testCase);
  const counts = `tests="${cases.length}" failures="${failures}" errors="0"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="platform check" ${counts}>`,
    `  <testsuite name="platform check" ${counts}>`,
    ...cases,
    "  </testsuite>",
    "</testsuites>",
  ].join("\n");
}

function testCase({ check, severity, subject, message, place }: Problem): string {
  const text = place === undefined ? message : `${placeText(place)}\n${message}`;
  const inner =
    severity === "error"
      ? `<failure type=${attribute(check)} message=${attribute(message)}>${escaped(text)}</failure>`
      : `<system-out>${escaped(text)}</system-out>`;
  return `    <testcase classname=${attribute(check)} name=${attribute(subject)}>${inner}</testcase>`;
}

import { placeText } from "../terminal/place-text.ts";
import type { Finding, ProblemReport } from "./problem-report.ts";
import { attribute, escaped } from "./xml-text.ts";

/**
 * A report as a list of tests: each error is one that failed, anything else one that passed with a word. Without any finding there is one
 * that passed, since some readers take an empty list for a failure.
 *
 * @see https://github.com/testmoapp/junitxml
 */
export function junit({ problems }: ProblemReport, command: string): string {
  const failures = problems.filter(({ severity }) => severity === "error").length;
  const cases = problems.length === 0 ? [`    <testcase classname="platform" name="${command}"/>`] : problems.map(testCase);
  const counts = `tests="${cases.length}" failures="${failures}" errors="0"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="platform ${command}" ${counts}>`,
    `  <testsuite name="platform ${command}" ${counts}>`,
    ...cases,
    "  </testsuite>",
    "</testsuites>",
  ].join("\n");
}

function testCase({ check, severity, subject, message, place }: Finding): string {
  const text = place === undefined ? message : `${placeText(place)}\n${message}`;
  const inner =
    severity === "error"
      ? `<failure type=${attribute(check)} message=${attribute(message)}>${escaped(text)}</failure>`
      : `<system-out>${escaped(text)}</system-out>`;
  return `    <testcase classname=${attribute(check)} name=${attribute(subject)}>${inner}</testcase>`;
}

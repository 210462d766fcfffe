import { placeFile } from "../terminal/place-text.ts";
import { checkPage, type Finding, type ProblemReport } from "./problem-report.ts";

/**
 * A report as code hosts show it beside the source.
 *
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function sarif({ problems }: ProblemReport, command: string, version: string): string {
  const checks = [...new Set(problems.map(({ check }) => check))].sort();
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "platform",
            version,
            informationUri: "https://github.com/platform-observability/platform",
            rules: checks.map((id) => ({ id, ...(command === "check" && { helpUri: checkPage(id) }) })),
          },
        },
        results: problems.map((problem) => ({
          ruleId: problem.check,
          ruleIndex: checks.indexOf(problem.check),
          level: problem.severity,
          message: { text: `${problem.subject}: ${problem.message}` },
          locations: locations(problem),
        })),
      },
    ],
  };
  return JSON.stringify(log, null, 2);
}

function locations({ place, subject }: Finding): readonly object[] {
  const logical = { logicalLocations: [{ fullyQualifiedName: subject }] };
  if (place === undefined) {
    return [logical];
  }
  const artifact = { uri: encodeURI(placeFile(place).replaceAll("\\", "/")) };
  return [{ physicalLocation: { artifactLocation: artifact, region: { startLine: place.line, startColumn: place.column } }, ...logical }];
}

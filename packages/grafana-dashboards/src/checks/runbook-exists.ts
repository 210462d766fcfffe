import { placeOf } from "@platform/metrics/define";
import type { Check } from "./checks.ts";

/** An alert that sends the reader to a page that is not written. */
export const runbookExists: Check = ({ ruleFiles, services }, { runbooks }) => {
  if (runbooks === undefined) {
    return [];
  }
  return ruleFiles.flatMap(({ service, groups }) => {
    const owner = services.find((one) => one.service.name === service)?.service;
    return groups
      .flatMap(({ rules }) => rules)
      .filter((rule) => rule.kind === "alert")
      .filter(({ runbook }) => !runbooks.has(runbook))
      .map(({ name, runbook }) => ({
        severity: "error",
        subject: `alert ${name}`,
        message: `Its runbook ${runbook}.md does not exist.`,
        place: owner && placeOf(owner),
      }));
  });
};

import type { Check } from "./checks.ts";

/** A page that no alert leads to: it was forgotten when its alert went, and grows old unseen. */
export const runbookUsed: Check = ({ ruleFiles }, { runbooks }) => {
  if (runbooks === undefined) {
    return [];
  }
  const used = new Set(ruleFiles.flatMap(({ groups }) => groups.flatMap(({ rules }) => rules.map((rule) => rule.kind === "alert" && rule.runbook))));
  return [...runbooks]
    .filter((page) => !used.has(page) && page !== CATALOGUE)
    .map((page) => ({ severity: "error", subject: `runbook ${page}`, message: "No alert leads to this page." }));
};

/** The list of all pages. */
const CATALOGUE = "README";

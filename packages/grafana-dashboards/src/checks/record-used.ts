import type { Check } from "./checks.ts";

/** A recording rule that costs an evaluation and is read by no panel, alert or other rule. */
export const recordUsed: Check = (model, { uses }) => {
  const read = new Set(uses.flatMap(({ selectors }) => selectors.map(({ series }) => series.name)));
  const records = new Map<string, number>();
  for (const rule of model.ruleFiles.flatMap(({ groups }) => groups.flatMap(({ rules }) => rules))) {
    if (rule.kind === "recording" && !read.has(rule.record.name)) {
      records.set(rule.record.name, (records.get(rule.record.name) ?? 0) + 1);
    }
  }
  return [...records].map(([name, count]) => ({
    severity: "warning",
    subject: `record ${name}`,
    message: `${count} ${count === 1 ? "rule records" : "rules record"} it; no panel, alert or other rule reads it.`,
  }));
};

import type { Check } from "./checks.ts";

/** Two alerts of one name: a route, a silence or an inhibition for the one hits the other. */
export const alertNameUnique: Check = ({ ruleFiles }) => {
  const groups = new Map<string, string[]>();
  for (const { name: group, rules } of ruleFiles.flatMap((file) => file.groups)) {
    for (const rule of rules) {
      if (rule.kind === "alert") {
        groups.set(rule.name, [...(groups.get(rule.name) ?? []), group]);
      }
    }
  }
  return [...groups]
    .filter(([, names]) => names.length > 1)
    .map(([alert, names]) => ({
      severity: "error",
      subject: `alert ${alert}`,
      message: `${names.length} alerts have this name, in the groups ${names.join(", ")}.`,
    }));
};

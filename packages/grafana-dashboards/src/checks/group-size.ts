import { RULES_AT_MOST } from "../model/alert-groups.ts";
import type { Check } from "./checks.ts";

/** A group with more rules than Mimir takes; its rules also run one after the other, each later than the one before. */
export const groupSize: Check = ({ ruleFiles }) =>
  ruleFiles
    .flatMap(({ groups }) => groups)
    .filter(({ rules }) => rules.length > RULES_AT_MOST)
    .map(({ name, rules }) => ({
      severity: "error",
      subject: `group ${name}`,
      message: `It has ${rules.length} rules; at most ${RULES_AT_MOST} are taken.`,
    }));

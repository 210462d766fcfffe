import { walk } from "@platform/promql";
import type { Check } from "./checks.ts";

const SCRAPES = 2;

/** An alert on absence that is not held for some scrapes fires whenever Prometheus restarts. */
export const absentHeld: Check = ({ ruleFiles, platform }) => {
  const atLeast = SCRAPES * platform.prometheus.scrapeIntervalSeconds;
  return ruleFiles
    .flatMap(({ groups }) => groups.flatMap(({ rules }) => rules))
    .filter((rule) => rule.kind === "alert")
    .filter(
      ({ expression, forSeconds }) => forSeconds < atLeast && walk(expression).some((node) => node.node === "call" && node.function === "absent"),
    )
    .map(({ name, forSeconds }) => ({
      severity: "error",
      subject: `alert ${name}`,
      message: `It reads absent(…) and is held for ${forSeconds} s; a restart of Prometheus is silent only from ${atLeast} s (${SCRAPES} scrapes) on.`,
    }));
};

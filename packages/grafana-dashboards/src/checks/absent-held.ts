import { type Expression, walk } from "@platform/promql";
import type { Check } from "./checks.ts";

const SCRAPES = 2;

/** An alert on absence that is not held for some scrapes fires whenever Prometheus restarts. */
export const absentHeld: Check = ({ ruleFiles, platform }) => {
  const { scrapeIntervalSeconds } = platform.prometheus;
  return ruleFiles
    .flatMap(({ groups }) => groups.flatMap(({ rules }) => rules))
    .filter((rule) => rule.kind === "alert")
    .flatMap(({ name, expression, forSeconds }) =>
      heldTooShort(expression, forSeconds, scrapeIntervalSeconds).map((message) => ({
        severity: "error" as const,
        subject: `alert ${name}`,
        message,
      })),
    );
};

/** Why an alert on absence fires at a restart of Prometheus; nothing for one that does not. */
export function heldTooShort(expression: Expression, forSeconds: number, scrapeIntervalSeconds: number): readonly string[] {
  const atLeast = SCRAPES * scrapeIntervalSeconds;
  return forSeconds < atLeast && walk(expression).some((node) => node.node === "call" && node.function === "absent")
    ? [`It reads absent(…) and is held for ${forSeconds} s; a restart of Prometheus is silent only from ${atLeast} s (${SCRAPES} scrapes) on.`]
    : [];
}

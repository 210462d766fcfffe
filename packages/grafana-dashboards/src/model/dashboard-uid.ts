import { createHash } from "node:crypto";

const LONGEST = 40;

/** A uid from its parts: `travel-service-payment`. Where that exceeds 40 characters, its end is a hash of the whole. */
export function dashboardUid(...parts: readonly string[]): string {
  const whole = parts.join("-");
  return whole.length <= LONGEST ? whole : `${whole.slice(0, LONGEST - 9)}-${createHash("sha256").update(whole).digest("hex").slice(0, 8)}`;
}

/** Of the dashboard on which one objective is chosen. */
export function objectiveDetailUid(platform: string): string {
  return dashboardUid(platform, "objective");
}

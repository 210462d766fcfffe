import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Diagnosis } from "./doctor.ts";

/** What people must do again and again, and after how many days it is due. */
export const DRILLS = {
  incident: { days: 31, what: "an incident was played through, from the page to its report" },
  restore: { days: 31, what: "a backup was restored with platform stack restore --verify" },
  runbook: { days: 31, what: "a runbook was followed, and corrected where it was wrong" },
  dashboards: { days: 7, what: "dashboards were looked through" },
  objectives: { days: 92, what: "objectives were compared with what users need" },
  training: { days: 92, what: "everybody on call knows the runbooks and the way of an incident" },
} as const;

export type Drill = keyof typeof DRILLS;

const LINE = /^\s*[-*]\s+(\d{4}-\d\d-\d\d)\s+([a-z]+)\b/;
const DAY_SECONDS = 86_400;

/** `drills.md` beside the configuration: `- 2026-03-02 restore: 4 minutes, Ana`. A day in the future counts for nothing. */
export function examineDrill(drill: Drill, { config, now = Date.now() / 1000 }: { readonly config: string; readonly now?: number }): Diagnosis {
  const file = join(dirname(config), "drills.md");
  const { days, what } = DRILLS[drill];
  const today = new Date(now * 1000).toISOString().slice(0, 10);
  const fix = `When ${what}, write it down in ${file}: - ${today} ${drill}: who, and what was found`;
  const ages = (existsSync(file) ? readFileSync(file, "utf8").split("\n") : []).flatMap((line) => {
    const [, day = "", kind] = LINE.exec(line) ?? [];
    const age = Math.floor((now - Date.parse(day) / 1000) / DAY_SECONDS);
    return kind === drill && age >= 0 ? [age] : [];
  });
  const youngest = Math.min(...ages);
  if (ages.length === 0) {
    return { state: "warning", found: "no record of it", fix };
  }
  const found = youngest === 0 ? "today" : `${youngest} day${youngest === 1 ? "" : "s"} ago`;
  return youngest > days ? { state: "warning", found: `${found}, due every ${days} days`, fix } : { state: "fine", found };
}

import { type Change, describeChanges } from "../diff/describe-changes.ts";
import type { OutputFile } from "../model/model.ts";
import type { GrafanaClient } from "./grafana-client.ts";
import { dashboardFiles, isSameDashboard, liveDashboard } from "./live-dashboards.ts";
import { normalDashboard } from "./normal-dashboard.ts";

/** How a dashboard in Grafana departs from what is generated. */
export interface Drift {
  readonly uid: string;
  /** `stray`: it has the platform's tag, and is generated no more. */
  readonly state: "missing" | "edited" | "outdated" | "stray";
  /** What was changed, seen from the generated dashboard. */
  readonly changes: readonly Change[];
}

/**
 * Compares the dashboards of a running Grafana with generated ones. What Grafana writes into dashboards by itself is no difference.
 *
 * @param tag - of all dashboards of the platform
 * @returns nothing for those that are as they should be
 * @throws GrafanaError
 */
export async function findDrift(files: readonly OutputFile[], client: GrafanaClient, tag: string): Promise<readonly Drift[]> {
  const expected = dashboardFiles(files);
  const drifts: Drift[] = [];
  for (const { uid, data } of expected) {
    const live = await liveDashboard(uid, client);
    if (live === undefined) {
      drifts.push({ uid, state: "missing", changes: [] });
    } else if (!isSameDashboard(live.data, data)) {
      drifts.push({ uid, state: live.isOurs ? "outdated" : "edited", changes: describeChanges([asFile(uid, data)], [asFile(uid, live.data)]) });
    }
  }
  const { body } = await client.ask("GET", `/api/search?type=dash-db&limit=5000&tag=${encodeURIComponent(tag)}`, [200]);
  const known = new Set(expected.map(({ uid }) => uid));
  const strays = (body as readonly { readonly uid: string }[]).filter(({ uid }) => !known.has(uid));
  return [...drifts, ...strays.map(({ uid }): Drift => ({ uid, state: "stray", changes: [] }))];
}

function asFile(uid: string, data: unknown): OutputFile {
  return { path: `dashboards/${uid}.json`, content: JSON.stringify(normalDashboard(data)) };
}

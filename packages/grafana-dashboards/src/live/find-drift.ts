import { type Change, describeChanges } from "../diff/describe-changes.ts";
import type { OutputFile } from "../model/model.ts";
import type { GrafanaClient } from "./grafana-client.ts";
import { dashboardFiles, isSameDashboard, liveDashboard } from "./live-dashboards.ts";
import { normalDashboard } from "./normal-dashboard.ts";

/** How a dashboard in Grafana departs from what is generated. */
export interface Drift {
  readonly uid: string;
  /** `provisioned`: Grafana reads it from a file that is not as it is generated. `stray`: it has the platform's tag, and is generated no more. */
  readonly state: "missing" | "edited" | "outdated" | "provisioned" | "stray";
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
      const state = live.isProvisioned ? "provisioned" : live.isOurs ? "outdated" : "edited";
      drifts.push({ uid, state, changes: describeChanges([asFile(uid, data)], [asFile(uid, live.data)]) });
    }
  }
  const known = new Set(expected.map(({ uid }) => uid));
  const strays = (await taggedUids(tag, client)).filter((uid) => !known.has(uid));
  return [...drifts, ...strays.map((uid): Drift => ({ uid, state: "stray", changes: [] }))];
}

/** Most that Grafana finds at once. @see https://grafana.com/docs/grafana/latest/developers/http_api/folder_dashboard_search/ */
const FOUND_AT_ONCE = 5000;

async function taggedUids(tag: string, client: GrafanaClient): Promise<readonly string[]> {
  const uids: string[] = [];
  for (let page = 1; ; page++) {
    const { body } = await client.ask("GET", `/api/search?type=dash-db&limit=${FOUND_AT_ONCE}&page=${page}&tag=${encodeURIComponent(tag)}`, [200]);
    const found = body as readonly { readonly uid: string }[];
    uids.push(...found.map(({ uid }) => uid));
    if (found.length < FOUND_AT_ONCE) {
      return uids;
    }
  }
}

function asFile(uid: string, data: unknown): OutputFile {
  return { path: `dashboards/${uid}.json`, content: JSON.stringify(normalDashboard(data)) };
}

import type { OutputFile } from "../model/model.ts";
import type { GrafanaClient } from "./grafana-client.ts";
import { normalDashboard } from "./normal-dashboard.ts";

export interface DashboardFile {
  readonly uid: string;
  readonly title: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A dashboard as Grafana has it. */
export interface LiveDashboard {
  readonly data: Readonly<Record<string, unknown>>;
  readonly version: number;
  readonly folderUid: string;
  /** Written by `platform push`, and by nobody since. */
  readonly isOurs: boolean;
  /** Grafana reads it from a file, and lets nobody else write it. */
  readonly isProvisioned: boolean;
}

/** Beginning of the message of every version that a push makes. */
export const PUSHED = "platform push";

interface LiveMeta {
  readonly folderUid?: string;
  readonly provisioned?: boolean;
}

/** The dashboards among generated files. */
export function dashboardFiles(files: readonly OutputFile[]): readonly DashboardFile[] {
  return files
    .filter(({ path }) => /^dashboards\/[^/]+\.json$/.test(path))
    .map(({ content }) => JSON.parse(content) as Record<string, unknown>)
    .map((data) => ({ uid: String(data.uid), title: String(data.title), data }));
}

/**
 * A dashboard of Grafana; undefined if it has none of that uid.
 *
 * @throws GrafanaError
 */
export async function liveDashboard(uid: string, client: GrafanaClient): Promise<LiveDashboard | undefined> {
  const { status, body } = await client.ask("GET", `/api/dashboards/uid/${encodeURIComponent(uid)}`, [200, 404]);
  if (status === 404) {
    return undefined;
  }
  const { dashboard, meta } = body as { readonly dashboard: Record<string, unknown>; readonly meta?: LiveMeta };
  return {
    data: dashboard,
    version: Number(dashboard.version),
    folderUid: meta?.folderUid ?? "",
    isProvisioned: meta?.provisioned === true,
    isOurs: await isPushed(uid, client),
  };
}

/** Whether two dashboards show the same, whatever Grafana added to either. */
export function isSameDashboard(one: unknown, other: unknown): boolean {
  return JSON.stringify(normalDashboard(one)) === JSON.stringify(normalDashboard(other));
}

/** Answers of Grafana 11 and before are a list; later ones hold it. */
async function isPushed(uid: string, client: GrafanaClient): Promise<boolean> {
  const { body } = await client.ask("GET", `/api/dashboards/uid/${encodeURIComponent(uid)}/versions?limit=1`, [200]);
  const versions = Array.isArray(body) ? body : (body as { readonly versions?: readonly unknown[] }).versions;
  const [latest] = (versions ?? []) as readonly { readonly message?: string }[];
  return latest?.message?.startsWith(PUSHED) === true;
}

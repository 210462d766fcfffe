import { createHash } from "node:crypto";
import type { OutputFile } from "../model/model.ts";
import type { GrafanaClient } from "./grafana-client.ts";
import { GrafanaError } from "./grafana-error.ts";
import { type DashboardFile, dashboardFiles, isSameDashboard, liveDashboard, PUSHED } from "./live-dashboards.ts";

/** What a role may do in a folder: https://grafana.com/docs/grafana/latest/developers/http_api/folder_permissions/ */
export const PERMISSIONS = { view: 1, edit: 2, admin: 4 } as const;

export interface PushFolder {
  readonly uid: string;
  readonly title: string;
  /** By role, `Viewer` or `Editor`; left as they are without. */
  readonly permissions?: Readonly<Record<string, keyof typeof PERMISSIONS>> | undefined;
}

export interface PushOptions {
  readonly folder: PushFolder;
  /** Ask, and change nothing. */
  readonly dryRun?: boolean | undefined;
  /** Overwrite what somebody edited in Grafana. */
  readonly force?: boolean | undefined;
}

export interface PushResult {
  /** `folder shop`, or the uid of a dashboard. */
  readonly of: string;
  readonly did: "created" | "changed" | "unchanged" | "refused";
  /** Why it was refused. */
  readonly why?: string;
}

/**
 * Makes a folder of Grafana hold these dashboards. What is as it should be is not touched; what somebody edited there is not overwritten
 * unless asked for.
 *
 * @throws GrafanaError
 */
export async function pushDashboards(files: readonly OutputFile[], client: GrafanaClient, options: PushOptions): Promise<readonly PushResult[]> {
  const results = [await pushFolder(client, options)];
  // One after the other: Grafana locks its database while it writes.
  for (const file of dashboardFiles(files)) {
    results.push(await pushDashboard(file, client, options));
  }
  return results;
}

async function pushFolder(client: GrafanaClient, { folder, dryRun }: PushOptions): Promise<PushResult> {
  const { uid, title, permissions } = folder;
  const of = `folder ${uid}`;
  const { status } = await client.ask("GET", `/api/folders/${encodeURIComponent(uid)}`, [200, 404]);
  if (status === 404 && !dryRun) {
    await createFolder(client, uid, title);
  }
  const live = permissions === undefined || (status === 404 && dryRun) ? [] : await livePermissions(client, uid);
  const changes = permissions !== undefined && !isPermitted(live, permissions);
  if (changes && !dryRun) {
    const roles = Object.entries(permissions).map(([role, permission]) => ({ role, permission: PERMISSIONS[permission] }));
    // What is not sent is removed: users and teams keep what they may.
    const others = live.filter(({ inherited, userId, teamId }) => !inherited && (userId || teamId));
    const kept = others.map(({ userId, teamId, permission }) => ({ ...(userId ? { userId } : { teamId }), permission }));
    await client.ask("POST", `/api/folders/${encodeURIComponent(uid)}/permissions`, [200], { items: [...roles, ...kept] });
  }
  return { of, did: status === 404 ? "created" : changes ? "changed" : "unchanged" };
}

/** Another push may make it at the same moment. */
async function createFolder(client: GrafanaClient, uid: string, title: string): Promise<void> {
  const { status, body } = await client.ask("POST", "/api/folders", [200, 201, 409, 412], { uid, title });
  if (status >= 400 && (await client.ask("GET", `/api/folders/${encodeURIComponent(uid)}`, [200, 404])).status === 404) {
    throw new GrafanaError("grafana_refused", `Grafana does not take folder ${uid}: ${(body as { readonly message?: string }).message}.`);
  }
}

interface LivePermission {
  readonly role?: string;
  readonly userId?: number;
  readonly teamId?: number;
  readonly permission: number;
  readonly inherited?: boolean;
}

async function livePermissions(client: GrafanaClient, uid: string): Promise<readonly LivePermission[]> {
  return (await client.ask("GET", `/api/folders/${encodeURIComponent(uid)}/permissions`, [200])).body as readonly LivePermission[];
}

function isPermitted(all: readonly LivePermission[], wanted: NonNullable<PushFolder["permissions"]>): boolean {
  const live = all.filter(({ role, inherited }) => role && role !== "Admin" && !inherited);
  const text = (entries: readonly (readonly [string, number])[]) => JSON.stringify([...entries].sort());
  return (
    text(live.map(({ role = "", permission }) => [role, permission])) === text(Object.entries(wanted).map(([role, one]) => [role, PERMISSIONS[one]]))
  );
}

async function pushDashboard({ uid, data }: DashboardFile, client: GrafanaClient, { folder, dryRun, force }: PushOptions): Promise<PushResult> {
  const live = await liveDashboard(uid, client);
  if (live !== undefined && live.folderUid === folder.uid && isSameDashboard(live.data, data)) {
    return { of: uid, did: "unchanged" };
  }
  if (live?.isProvisioned) {
    return { of: uid, did: "refused", why: "Grafana reads it from a file, and takes it from nobody else: deploy the files, or end its provisioning" };
  }
  if (live !== undefined && !live.isOurs && !force) {
    const why = "somebody edited or made it in Grafana; platform drift shows what, --force overwrites it";
    return { of: uid, did: "refused", why };
  }
  if (!dryRun) {
    const hash = createHash("sha256").update(JSON.stringify(data)).digest("hex").slice(0, 12);
    const dashboard = { ...data, id: null, ...(live !== undefined && { version: live.version }) };
    const body = { dashboard, folderUid: folder.uid, message: `${PUSHED} ${hash}`, overwrite: false };
    const answer = await client.ask("POST", "/api/dashboards/db", [200, 412], body);
    if (answer.status === 412) {
      const { status, message } = answer.body as { readonly status?: string; readonly message?: string };
      if (status !== "version-mismatch") {
        throw new GrafanaError("grafana_refused", `Grafana does not take dashboard ${uid}: ${message}.`);
      }
      return { of: uid, did: "refused", why: "somebody saved it at this moment; push again" };
    }
  }
  return { of: uid, did: live === undefined ? "created" : "changed" };
}

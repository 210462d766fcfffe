import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buildModel } from "@platform/grafana-dashboards";
import type { NotificationDefinition } from "@platform/grafana-dashboards/define";
import { alertmanagerProgram, createProgramGroup, findFreePort, findProgram } from "../src/index.ts";
import { renderAlertmanager } from "../src/render/alertmanager/render-alertmanager.ts";
import { type StandInReceivers, startStandInReceivers } from "../src/testing.ts";
import { folderWith, SEARCH_PATH } from "./live-programs.ts";
import { notifiedPlatform } from "./notified-platform.ts";

export const RUNBOOK = "https://shop.example/runbooks/business/revenue-drop.md";

export interface NotifiedAlertmanager extends AsyncDisposable {
  readonly url: string;
  readonly receivers: StandInReceivers;
  /** Fires an alert, by default a critical one of the business; or ends it. */
  send(labels: Readonly<Record<string, string>>, options?: { readonly over?: boolean; readonly description?: string }): Promise<void>;
}

/** A true Alertmanager on the configuration of the shop, with stand-ins for all that it tells. It looks at a group again every second. */
export async function startNotifiedAlertmanager(options: Partial<NotificationDefinition> = {}): Promise<NotifiedAlertmanager> {
  const receivers = await startStandInReceivers();
  const folder = await folderWith([]);
  const group = createProgramGroup({ logFolder: folder.path });
  const stop = async () => {
    await group.stop();
    await receivers[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
  };
  try {
    const secretsFolder = join(folder.path, "secrets");
    const platform = notifiedPlatform({ email: { from: "alerts@shop.example", smarthost: "any:25", username: "alerts" }, ...options });
    const notifications = receivers.at(platform.notifications as NotificationDefinition, { secretsFolder });
    for (const { path, content } of renderAlertmanager(buildModel({ ...platform, notifications }))) {
      const file = join(folder.path, path);
      await mkdir(join(file, ".."), { recursive: true });
      await writeFile(file, content.replaceAll(/group_(wait|interval): "[^"]+"/g, 'group_$1: "1s"'));
    }
    await mkdir(secretsFolder);
    for (const [name, secret] of Object.entries(receivers.secretsOf(notifications))) {
      await writeFile(join(secretsFolder, name), secret, { mode: 0o400 });
    }
    const found = await findProgram("alertmanager", { searchPath: SEARCH_PATH });
    const port = await findFreePort();
    const configFile = join(folder.path, "alertmanager/alertmanager.yml");
    await group.start([
      alertmanagerProgram({ found, configFile, dataFolder: join(folder.path, "data"), port, externalUrl: "https://alerts.shop.example" }),
    ]);
    const url = `http://127.0.0.1:${port}`;
    return { url, receivers, send: (labels, sent) => send(url, labels, sent), [Symbol.asyncDispose]: stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function send(
  url: string,
  labels: Readonly<Record<string, string>>,
  { over = false, description = "They are 41 % of yesterday's." } = {},
): Promise<void> {
  const now = Date.now();
  const alert = {
    labels: { severity: "critical", priority: "critical", category: "business", team: "team-shop", ...labels },
    annotations: {
      summary: `${labels.service} has lost its orders`,
      description,
      runbook_url: RUNBOOK,
      dashboard_url: "https://grafana.shop.example/d/till",
    },
    startsAt: new Date(now - 60_000).toISOString(),
    endsAt: new Date(over ? now - 1000 : now + 3_600_000).toISOString(),
  };
  const response = await fetch(`${url}/api/v2/alerts`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify([alert]),
  });
  if (!response.ok) {
    throw new Error(`Alertmanager answers ${response.status}: ${await response.text()}`);
  }
}

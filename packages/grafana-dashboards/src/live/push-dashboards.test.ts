import { afterEach, beforeEach, expect, test } from "vitest";
import { type GrafanaServer, startGrafanaServer } from "../../test/grafana-server.ts";
import { shopModel } from "../../test/shop-model.ts";
import { renderGrafana } from "../render/grafana.ts";
import { findDrift } from "./find-drift.ts";
import { createGrafanaClient, type GrafanaClient } from "./grafana-client.ts";
import { dashboardFiles } from "./live-dashboards.ts";
import { pushDashboards } from "./push-dashboards.ts";

const files = renderGrafana(shopModel);
const folder = { uid: "shop", title: "Shop" };
const UID = "shop-service-checkout";

let server: GrafanaServer;
let client: GrafanaClient;

beforeEach(async () => {
  server = await startGrafanaServer();
  client = createGrafanaClient({ url: server.url, token: server.token });
});

afterEach(() => server.close());

test("a first push makes the folder and every dashboard, a second one changes nothing", async () => {
  const first = await pushDashboards(files, client, { folder });
  expect(first.map(({ did }) => did)).toEqual(["created", ...dashboardFiles(files).map(() => "created")]);
  server.writes.length = 0;
  const second = await pushDashboards(files, client, { folder });
  expect(new Set(second.map(({ did }) => did))).toEqual(new Set(["unchanged"]));
  expect(server.writes).toEqual([]);
  expect(await findDrift(files, client, "shop")).toEqual([]);
});

test("a dry run says the same and writes nothing", async () => {
  const planned = await pushDashboards(files, client, { folder, dryRun: true });
  expect(server.writes).toEqual([]);
  expect(await pushDashboards(files, client, { folder })).toEqual(planned);
});

test("what somebody edited in Grafana is told and not overwritten, unless it is forced", async () => {
  await pushDashboards(files, client, { folder });
  server.edit(UID, (data) => {
    data.title = "Mine";
  });
  expect(await findDrift(files, client, "shop")).toEqual([
    {
      uid: UID,
      state: "edited",
      changes: [expect.objectContaining({ subject: `dashboard ${UID}`, what: expect.stringMatching(/^title .* → Mine$/) })],
    },
  ]);
  const refused = await pushDashboards(files, client, { folder });
  expect(refused).toContainEqual({ of: UID, did: "refused", why: expect.stringContaining("somebody edited") });
  expect(server.dashboards.get(UID)?.data.title).toBe("Mine");
  expect(await pushDashboards(files, client, { folder, force: true })).toContainEqual({ of: UID, did: "changed" });
  expect(await findDrift(files, client, "shop")).toEqual([]);
});

test("a dashboard that is saved while it is pushed is not overwritten", async () => {
  await pushDashboards(files, client, { folder });
  const racing: GrafanaClient = {
    ...client,
    ask(method, path, accepted, body) {
      if (method === "POST" && path === "/api/dashboards/db") {
        server.edit(UID, () => {});
      }
      return client.ask(method, path, accepted, body);
    },
  };
  const changed = files.map((file) => (file.path.includes(UID) ? { ...file, content: file.content.replace('"refresh"', '"refresh_"') } : file));
  expect(await pushDashboards(changed, racing, { folder })).toContainEqual({
    of: UID,
    did: "refused",
    why: "somebody saved it at this moment; push again",
  });
});

test("what is not there, is outdated or is left over is drift", async () => {
  await pushDashboards(files, client, { folder });
  const other = files.filter(({ path }) => !path.includes("shop-business"));
  expect(await findDrift(other, client, "shop")).toEqual([{ uid: "shop-business", state: "stray", changes: [] }]);
  const changed = files.map((file) => (file.path.includes(UID) ? { ...file, content: file.content.replace('"Latency"', '"Slowness"') } : file));
  expect(await findDrift(changed, client, "shop")).toEqual([expect.objectContaining({ uid: UID, state: "outdated" })]);
  server.dashboards.delete(UID);
  expect(await findDrift(files, client, "shop")).toEqual([{ uid: UID, state: "missing", changes: [] }]);
});

test("permissions of the folder are set once", async () => {
  const permissions = { Viewer: "view", Editor: "view" } as const;
  expect((await pushDashboards([], client, { folder: { ...folder, permissions } }))[0]).toEqual({ of: "folder shop", did: "created" });
  expect((await pushDashboards([], client, { folder: { ...folder, permissions } }))[0]).toEqual({ of: "folder shop", did: "unchanged" });
  expect((await pushDashboards([], client, { folder: { ...folder, permissions: { Viewer: "view" } } }))[0]).toEqual({
    of: "folder shop",
    did: "changed",
  });
});

test("users and teams keep what they may in the folder when roles are set", async () => {
  await pushDashboards([], client, { folder });
  const kept = [
    { userId: 7, permission: 4 },
    { teamId: 3, permission: 2 },
  ];
  server.folders.get("shop")?.permissions.push(...kept, { role: "Viewer", permission: 1, inherited: true });
  const [result] = await pushDashboards([], client, { folder: { ...folder, permissions: { Viewer: "edit" } } });
  expect(result).toEqual({ of: "folder shop", did: "changed" });
  expect(server.folders.get("shop")?.permissions).toEqual([
    { role: "Viewer", permission: 1, inherited: true },
    { role: "Viewer", permission: 2 },
    ...kept,
  ]);
});

test("a dashboard that Grafana reads from a file is refused, even when forced, and the others are pushed", async () => {
  await pushDashboards(files, client, { folder });
  const stored = server.dashboards.get(UID);
  if (stored !== undefined) {
    stored.provisioned = true;
  }
  expect(new Set((await pushDashboards(files, client, { folder })).map(({ did }) => did))).toEqual(new Set(["unchanged"]));
  const changed = files.map((file) => ({ ...file, content: file.content.replace('"graphTooltip": 1', '"graphTooltip": 0') }));
  for (const options of [
    { folder, dryRun: true },
    { folder, force: true },
  ]) {
    const results = await pushDashboards(changed, client, options);
    expect(results.filter(({ did }) => did === "refused")).toEqual([
      { of: UID, did: "refused", why: "Grafana reads it from a file, and takes it from nobody else: deploy the files, or end its provisioning" },
    ]);
    expect(results.filter(({ did }) => did === "changed")).toHaveLength(dashboardFiles(files).length - 1);
  }
  expect(await findDrift(changed, client, "shop")).toEqual([expect.objectContaining({ uid: UID, state: "provisioned" })]);
});

test("a folder that somebody makes at the same moment is taken", async () => {
  const racing: GrafanaClient = {
    ...client,
    async ask(method, path, accepted, body) {
      if (method === "POST" && path === "/api/folders") {
        await client.ask(method, path, [200], body);
      }
      return client.ask(method, path, accepted, body);
    },
  };
  expect(await pushDashboards([], racing, { folder })).toEqual([{ of: "folder shop", did: "created" }]);
});

test.each([
  ["a folder of the root's name", {}, { uid: "g", title: "General" }, "A folder with that name already exists"],
  ["a folder without a title", {}, { uid: "g", title: " " }, "folder title cannot be empty"],
  ["a uid of 41 characters", {}, { uid: "g".repeat(41), title: "G" }, "uid too long, max 40 characters"],
  ["more dashboards than the quota", { quota: 2 }, folder, "has no room for more: Quota reached"],
  ["a refresh that is too frequent for this Grafana", { minRefreshSeconds: 60 }, folder, "Dashboard refresh interval is too low"],
])("what Grafana refuses is told in its words: %s", async (_what, settings, into, message) => {
  const strict = await startGrafanaServer(settings);
  const asked = createGrafanaClient({ url: strict.url, token: strict.token });
  await expect(pushDashboards(files, asked, { folder: into })).rejects.toMatchObject({
    code: "grafana_refused",
    message: expect.stringContaining(message),
  });
  await strict.close();
});

test("more dashboards than Grafana finds at once are all found", async () => {
  for (let index = 0; index < 5001; index++) {
    server.dashboards.set(`old-${index}`, { data: { tags: ["shop"] }, folderUid: "shop", messages: [] });
  }
  expect(await findDrift([], client, "shop")).toHaveLength(5001);
});

test("credentials that are not accepted, and somebody who is no Grafana, are errors with a code", async () => {
  const stranger = createGrafanaClient({ url: server.url, token: "other" });
  await expect(pushDashboards(files, stranger, { folder })).rejects.toMatchObject({ code: "grafana_unauthorized" });
  await expect(pushDashboards(files, createGrafanaClient({ url: "http://127.0.0.1:1" }), { folder })).rejects.toMatchObject({
    code: "grafana_unreachable",
  });
  await expect(pushDashboards(files, client, { folder: { uid: "no spaces", title: "x" } })).rejects.toMatchObject({ code: "grafana_refused" });
});

if (process.env.GRAFANA_URL !== undefined) {
  test("a real Grafana, named by GRAFANA_URL, takes every dashboard and has no drift after it", async () => {
    const real = createGrafanaClient({ url: process.env.GRAFANA_URL ?? "", token: process.env.GRAFANA_TOKEN });
    await pushDashboards(files, real, { folder, force: true });
    expect((await findDrift(files, real, "shop")).filter(({ state }) => state !== "stray")).toEqual([]);
  });
}

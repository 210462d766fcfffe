import { buildModel, renderFiles } from "@platform/grafana-dashboards";
import { secretFilesOf } from "@platform/grafana-dashboards/define";
import { expect, test } from "vitest";
import { catalogue } from "../../../test/catalogue.ts";
import { notifiedPlatform } from "../../../test/notified-platform.ts";
import { postgres, redis } from "../../define.ts";
import { stackRenderers } from "../stack-renderers.ts";
import { ALLOY } from "./alloy.ts";
import { coreComponents } from "./core.ts";
import { exporterComponents } from "./exporters.ts";

const platform = { ...notifiedPlatform(), uses: catalogue };
const model = buildModel(platform);
const components = [...coreComponents(platform), ALLOY, ...exporterComponents(model)];
const rendered = renderFiles(model, stackRenderers);
const folders = new Set(rendered.map(({ path }) => path.split("/")[0]));
const byName = components.map((component) => [component.name, component] as const);

test("names are the host names of a network: none comes twice", () => {
  const names = components.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.every((name) => /^[a-z][a-z0-9-]*$/.test(name))).toBe(true);
});

test.each(byName)("every setting of %s is used, and every one that is used has a default", (_, { args, env, settings, program }) => {
  const text = [...args, ...Object.values(env)].join("\n");
  const used = new Set([...text.matchAll(/\$\((\w+)\)/g)].map(([, name]) => name));
  if (program !== undefined) {
    used.add(program.setting);
  }
  expect([...used].sort()).toEqual(Object.keys(settings).sort());
});

test.each(byName)("%s is no root, asks a port of its own, and reads files that are generated", (_, { user, health, files, limits }) => {
  expect(user).toBeGreaterThan(0);
  expect(health.path).toMatch(/^\//);
  expect(limits.cpus * limits.mebibytes).toBeGreaterThan(0);
  expect(files.map(({ folder }) => folder).filter((folder) => !folders.has(folder))).toEqual([]);
});

test("Alertmanager reads each secret of its receivers, where its configuration looks for it", () => {
  const alertmanager = components.find(({ name }) => name === "alertmanager");
  const notifications = platform.notifications;
  expect(alertmanager?.secrets.map(({ name }) => name)).toEqual(notifications && secretFilesOf(notifications));
  const config = rendered.find(({ path }) => path === "alertmanager/alertmanager.yml")?.content ?? "";
  expect(alertmanager?.secrets.filter(({ to }) => !config.includes(`"${to}"`))).toEqual([]);
});

test("an exporter that runs elsewhere already needs no container", () => {
  const elsewhere = buildModel({ ...platform, uses: [postgres({ targets: ["db-1.example:9187"] }), redis()] });
  expect(exporterComponents(elsewhere).map(({ name }) => name)).toEqual(["redis-exporter"]);
});

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { buildModel, renderFiles } from "@platform/grafana-dashboards";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { shop } from "../../../test/shop-platform.ts";
import { FILES } from "../components/component.ts";
import { coreComponents } from "../components/core.ts";
import { stackRenderers } from "../stack-renderers.ts";

interface DataSource {
  readonly uid: string;
  readonly type: string;
  readonly url: string;
  readonly isDefault?: boolean;
}

const files = renderFiles(buildModel(shop), stackRenderers);
const contentOf = (path: string) => files.find((file) => file.path === path)?.content ?? "";
const { datasources } = parse(contentOf("grafana/provisioning/datasources/platform.yml")) as { datasources: readonly DataSource[] };

test("data sources lead into each other: a metric to its trace and its alert, a line to its trace, a trace to its lines and metrics", () => {
  const leads = datasources.map((source) => [source.uid, [...new Set(namedIn(source))].sort()]);
  expect(Object.fromEntries(leads)).toEqual({
    prometheus: ["alertmanager", "jaeger"],
    loki: ["jaeger"],
    jaeger: ["loki", "prometheus"],
    alertmanager: [],
  });
});

function namedIn(source: DataSource): readonly string[] {
  return [...JSON.stringify(source).matchAll(/"(?:datasourceUid|alertmanagerUid)":"(\w+)"/g)].map(([, uid = ""]) => uid);
}

test("Grafana reaches each data source by the name and the port of its component", () => {
  const components = coreComponents(shop);
  const reached = components.map(({ name, ports }) => `http://${name}:${ports[0]?.port}`);
  expect(datasources.filter(({ url }) => !reached.includes(url))).toEqual([]);
  expect(datasources.filter(({ isDefault }) => isDefault).map(({ type }) => type)).toEqual(["prometheus"]);
});

test("a variable of Grafana is no variable of the environment in which the file is read", () => {
  const text = contentOf("grafana/provisioning/datasources/platform.yml");
  expect(text.match(/(?<!\$)\$(?!\$)/g)).toBeNull();
});

test("dashboards are read from where the component has them, and the overview is the first page", () => {
  const { providers } = parse(contentOf("grafana/provisioning/dashboards/platform.yml")) as { providers: readonly { options: { path: string } }[] };
  const grafana = coreComponents(shop).find(({ name }) => name === "grafana");
  expect(providers.map(({ options }) => options.path)).toEqual([`${FILES}/dashboards`]);
  const home = grafana?.env.GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH ?? "";
  expect(contentOf(home.replace(`${FILES}/`, ""))).not.toBe("");
});

test("lines of the platform's own services are not read twice", () => {
  expect(contentOf("alloy/config.alloy")).toContain('regex         = "checkout|mail"');
});

test("Alloy gives a line one of six levels or none, whatever a program calls them", () => {
  const [, template = ""] = /template = `(.*)`/.exec(contentOf("alloy/config.alloy")) ?? [];
  const words = [...template.matchAll(/\{\{ if eq \$level ((?:"\w+" ?)+)\}\}(\w+)\{\{ end \}\}/g)].flatMap(([, known = "", level]) =>
    known.match(/\w+/g)?.map((word) => [word, level]),
  );
  expect(template).toMatch(/^\{\{ \$level := ToLower \.Value \}\}/);
  expect(words).toEqual(
    expect.arrayContaining([
      ["30", "info"],
      ["warning", "warn"],
      ["fatal", "fatal"],
    ]),
  );
  expect(new Set(words.map((pair) => pair?.[1])).size).toBe(6);
  expect(new Set(words.map((pair) => pair?.[0])).size).toBe(words.length);
});

/** Neither is in Debian: where the environment names one, it reads its file. */
test.each([
  ["LOKI", "loki/loki.yml", ["-verify-config", "-config.file"]],
  ["JAEGER", "jaeger/jaeger.yml", ["validate", "--config"]],
] as const)("the program in %s takes its configuration", (variable, path, args) => {
  const program = process.env[variable];
  const config = contentOf(path);
  expect(parse(config)).toBeTypeOf("object");
  if (program === undefined) {
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), "stack-backends-"));
  try {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, config);
    execFileSync(program, [...args, file], { cwd: folder, stdio: "pipe" });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

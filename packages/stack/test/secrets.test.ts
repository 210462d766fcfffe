import { join } from "node:path";
import { buildModel, renderFiles } from "@platform/grafana-dashboards";
import { defineNotifications, secretFilesOf } from "@platform/grafana-dashboards/define";
import { afterEach, expect, test, vi } from "vitest";
import { parseAllDocuments } from "yaml";
import { stackRenderers } from "../src/render.ts";
import { clusterPlatform } from "./kubernetes-objects.ts";
import { folderWith } from "./live-programs.ts";

const CANARY = "canary-7f3a9c51e2";

/** Where programs of the monitoring look for secrets in their environment. */
const VARIABLES = [
  "GF_SECURITY_ADMIN_PASSWORD",
  "GRAFANA_ADMIN_PASSWORD",
  "GRAFANA_OAUTH_SECRET",
  "DATA_SOURCE_PASS",
  "RESTIC_PASSWORD",
  "REDIS_PASSWORD",
];

afterEach(() => vi.unstubAllEnvs());

test("no generated file holds a secret, whatever the environment and the folder of secrets hold", async () => {
  const { notifications } = clusterPlatform;
  const names = notifications === undefined ? [] : secretFilesOf(notifications);
  await using folder = await folderWith(names.map((name) => ({ path: `secrets/${name}`, content: `${CANARY}\n` })));
  for (const variable of VARIABLES) {
    vi.stubEnv(variable, CANARY);
  }
  const platform = {
    ...clusterPlatform,
    ...(notifications && { notifications: defineNotifications({ ...notifications, secretsFolder: join(folder.path, "secrets") }) }),
  };
  const files = renderFiles(buildModel(platform), stackRenderers);
  expect(names.length).toBeGreaterThan(4);
  expect(files.length).toBeGreaterThan(80);
  expect(files.filter(({ content }) => content.includes(CANARY)).map(({ path }) => path)).toEqual([]);
});

const SECRET_FIELD = /(^|_|[a-z])(password|passwd|secret|token|credentials|api_?key|routing_?key|private_?key|api_?url)$/i;
/** What only looks like one: a name of a secret, or where it is. */
const NAMES = /^(true$|false$|\$[({]|\/|monitoring-secrets$|pages-auth$)/;

interface Found {
  readonly path: string;
  readonly field: string;
}

/** Fields that are named like a secret and hold a text. */
function literalSecrets(path: string, value: unknown, field = ""): readonly Found[] {
  if (typeof value === "string") {
    return SECRET_FIELD.test(field) && value !== "" && !NAMES.test(value) ? [{ path, field }] : [];
  }
  return typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => literalSecrets(path, inner, Array.isArray(value) ? field : key))
    : [];
}

test("no field of a generated file that is named like a secret holds one", () => {
  const files = renderFiles(buildModel(clusterPlatform), stackRenderers).filter(({ path }) => /\.(ya?ml|json)$/.test(path));
  const found = files.flatMap(({ path, content }) =>
    parseAllDocuments(content).flatMap((document) => literalSecrets(path, (document as { toJS: () => unknown }).toJS())),
  );
  expect(found).toEqual([]);
  expect(literalSecrets("proof", { receivers: [{ routing_key: CANARY }], basicAuth: { password: CANARY } })).toHaveLength(2);
});

test("no generated file has the form of a key, of a hash of a password, or of a token that is known", () => {
  const forms =
    /-----BEGIN [A-Z ]*PRIVATE KEY|\$2[aby]\$\d\d\$|xox[baprs]-|hooks\.slack\.com\/services\/[A-Z]|\bAKIA[A-Z0-9]{16}\b|\beyJ[\w-]{20,}\./;
  const files = renderFiles(buildModel(clusterPlatform), stackRenderers);
  expect(files.filter(({ content }) => forms.test(content)).map(({ path }) => path)).toEqual([]);
});

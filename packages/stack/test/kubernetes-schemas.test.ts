import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { clusterObjects, type TestedObject, wholeObjects } from "./kubernetes-objects.ts";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const run = promisify(execFile);

/** Where the schema of a kind is: those of Kubernetes, made from its OpenAPI, and those of the operator, made from its CRDs. */
function moduleOf({ apiVersion, kind }: TestedObject): string {
  const from = apiVersion.startsWith("monitoring.coreos.com/") ? "@kubernetes-models/prometheus-operator" : "kubernetes-models";
  return `${from}/${apiVersion}/${kind}`;
}

/** The models take a claim inside of another object for one of its own; in the CRD both fields are optional. */
function withClaimNamed(object: TestedObject): TestedObject {
  const { storage } = (object.spec ?? {}) as { readonly storage?: { readonly volumeClaimTemplate?: object } };
  const named = { apiVersion: "monitoring.coreos.com/v1", kind: "EmbeddedPersistentVolumeClaim", ...storage?.volumeClaimTemplate };
  return storage?.volumeClaimTemplate === undefined
    ? object
    : { ...object, spec: { ...(object.spec as object), storage: { volumeClaimTemplate: named } } };
}

test("every object is as the schema of its kind asks", async () => {
  const wrong: string[] = [];
  for (const { path, object } of wholeObjects) {
    const { [object.kind]: kind } = (await import(moduleOf(object))) as Record<string, new (data: object) => { validate: () => void }>;
    try {
      new (kind as NonNullable<typeof kind>)(withClaimNamed(object)).validate();
    } catch (error) {
      wrong.push(`${path} ${object.kind} ${object.metadata.name}: ${(error as Error).message}`);
    }
  }
  expect(wrong).toEqual([]);
  expect(new Set(wholeObjects.map(({ object }) => object.kind))).toEqual(
    new Set([
      ...["Namespace", "ServiceAccount", "Service", "ConfigMap", "Deployment", "StatefulSet", "DaemonSet", "Role", "RoleBinding"],
      ...["NetworkPolicy", "Ingress", "PodDisruptionBudget", "Prometheus", "Alertmanager", "PrometheusRule", "ServiceMonitor", "PodMonitor"],
      ...["Probe", "ScrapeConfig", "AlertmanagerConfig", "Secret"],
    ]),
  );
});

/** The API drops what it does not know without a word; a schema lets it pass, a type does not. */
test("no object has a field that its kind does not know", async () => {
  const checked = clusterObjects.filter(({ object }) => object.kind !== "ConfigMap");
  const lines = checked.map(({ path, object }, index) => {
    const type = path.startsWith("kubernetes/components/") && object.kind === "Prometheus" ? "Patch" : "Whole";
    return `import { I${object.kind} as Kind${index} } from "${moduleOf(object)}";
export const object${index}: ${type}<Kind${index}> = ${JSON.stringify(withClaimNamed(object))};`;
  });
  const types = `type Whole<T> = T;
type Patch<T> = T extends readonly unknown[] ? T : T extends object ? { [Key in keyof T]?: Patch<T[Key]> } : T;`;
  await mkdir(join(ROOT, ".data"), { recursive: true });
  const folder = await mkdtemp(join(ROOT, ".data/kubernetes-types-"));
  try {
    const options = { module: "nodenext", target: "es2024", strict: true, noEmit: true, skipLibCheck: true, types: [] };
    await writeFile(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions: options, files: ["objects.ts"] }));
    await writeFile(join(folder, "package.json"), JSON.stringify({ type: "module" }));
    await writeFile(join(folder, "objects.ts"), [types, ...lines].join("\n"));
    const found = await run(join(ROOT, "node_modules/.bin/tsc"), ["-p", folder]).then(
      () => "",
      ({ stdout, stderr, message }: { stdout: string; stderr: string; message: string }) => `${stdout}${stderr}` || message,
    );
    expect(found).toBe("");
  } finally {
    await rm(folder, { recursive: true });
  }
});

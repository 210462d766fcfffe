import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { deployKubernetes, type KubernetesSettings, stateFolder } from "../src/index.ts";

let folder: string;
let settings: KubernetesSettings;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "stack-kubernetes-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const files = [{ path: "kubernetes/overlays/plain/kustomization.yaml", content: "resources: []\n" }];
  settings = { files, overlay: "plain", platform: "shop", searchPath: join(folder, "bin"), environment: {} };
});

/** A kubectl whose cluster answers as the script says; every call is on record. */
function kubectl(script: string): void {
  mkdirSync(join(folder, "bin"));
  const file = join(folder, "bin/kubectl");
  writeFileSync(file, `#!/bin/sh\necho "$*" >> '${folder}/calls'\ncase "$*" in\n${script}\nesac\n`);
  chmodSync(file, 0o755);
}

const calls = () => readFileSync(join(folder, "calls"), "utf8").trimEnd().split("\n");
const state = () => stateFolder(join(folder, "state"));
const deployed = '*-selector*) echo \'{"items":[{"kind":"Deployment","metadata":{"name":"grafana","namespace":"monitoring"}}]}\';;';
const applied = "apply*dry-run*) ;;\napply*) echo 'deployment.apps/grafana serverside-applied';;";

test("the cluster looks first, then takes everything, then every workload is waited for", async () => {
  kubectl(`${applied}\n${deployed}`);
  expect(await deployKubernetes(state(), settings)).toEqual({ overlay: "plain", objects: ["deployment.apps/grafana serverside-applied"] });
  expect(calls().map((call) => call.replaceAll(/ --(field|kust|out|req|force|name|sel|all|tim)\S+( (?!--)\S+)?/g, ""))).toEqual([
    "get --raw /version",
    "apply --server-side --dry-run=server",
    "apply --server-side",
    "get deployments,statefulsets,daemonsets",
    "rollout status deployment/grafana",
  ]);
});

test("before the first deploy there is no namespace to look in: shapes are looked at, and then all is applied", async () => {
  kubectl(`*dry-run=server*) echo 'Error from server (NotFound): namespaces "monitoring" not found' >&2; exit 1;;\n${applied}\n${deployed}`);
  await deployKubernetes(state(), settings);
  expect(calls()[2]).toMatch(/^apply --dry-run=client --validate=strict /);
});

test.each([
  [
    "cluster_unreachable",
    "The connection to the server localhost:8080 was refused",
    "*) echo 'The connection to the server localhost:8080 was refused' >&2; exit 1;;",
  ],
  ["kubectl_failed", "--overlay plain", "*dry-run*) echo 'error: resource mapping not found: no matches for kind \"ServiceMonitor\"' >&2; exit 1;;"],
  ["kubectl_failed", "forbidden", "*dry-run*) echo 'Error from server (Forbidden): secrets is forbidden' >&2; exit 1;;"],
])("%s: the message says %s, and nothing is applied", async (code, says, script) => {
  kubectl(script);
  await expect(deployKubernetes(state(), settings)).rejects.toThrow(expect.objectContaining({ code, message: expect.stringContaining(says) }));
  expect(calls().filter((call) => call.startsWith("apply") && !call.includes("dry-run"))).toEqual([]);
});

test("no kubectl, and an overlay that is not there", async () => {
  await expect(deployKubernetes(state(), settings)).rejects.toThrow(expect.objectContaining({ code: "program_missing" }));
  expect(existsSync(state().root)).toBe(false);
  kubectl("*) ;;");
  await expect(deployKubernetes(state(), { ...settings, overlay: "small" })).rejects.toThrow(
    expect.objectContaining({ code: "overlay_unknown", message: expect.stringContaining("Those there: plain") }),
  );
});

import { execFile, execFileSync, spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, normalize } from "node:path";
import { promisify } from "node:util";
import { buildModel, writeFiles } from "@platform/grafana-dashboards";
import { secretFilesOf } from "@platform/grafana-dashboards/define";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { renderKubernetes } from "../src/render/kubernetes/render-kubernetes.ts";
import { clusterFiles, clusterObjects, clusterPlatform, objectsIn, type TestedObject, wholeObjects } from "./kubernetes-objects.ts";

const run = promisify(execFile);
const OVERLAYS = ["plain", "operator", "scale-out-mimir", "scale-out-thanos"];

interface Pod {
  readonly serviceAccountName: string;
  readonly securityContext: { readonly runAsNonRoot: boolean; readonly runAsUser: number };
  readonly containers: readonly { readonly securityContext: object; readonly resources: { readonly limits: object }; readonly image: string }[];
  readonly volumes: readonly {
    readonly secret?: { readonly secretName: string; readonly items: readonly { readonly key: string }[] };
    readonly projected?: {
      readonly sources: readonly { readonly configMap: { readonly name: string; readonly items: readonly { readonly key: string }[] } }[];
    };
  }[];
}

interface Workload {
  readonly template?: { readonly metadata: { readonly labels: Readonly<Record<string, string>> } };
}

/** Folders that an overlay consists of, through all that they name. */
function foldersOf(folder: string): readonly string[] {
  const file = clusterFiles.find(({ path }) => path === `kubernetes/${folder}/kustomization.yaml`);
  const { resources = [], components = [] } = parse(file?.content ?? "") as { resources?: string[]; components?: string[] };
  const inner = [...resources, ...components].filter((name) => !/\.ya?ml$/.test(name)).map((name) => normalize(join(folder, name)));
  return [folder, ...inner.flatMap(foldersOf)];
}

/** As kustomize would render them, without its patches. */
function objectsOf(overlay: string): readonly TestedObject[] {
  const folders = foldersOf(`overlays/${overlay}`);
  const isIn = (path: string) => folders.some((folder) => path.startsWith(`kubernetes/${folder}/`));
  return wholeObjects.filter(({ path }) => isIn(path)).map(({ object }) => object);
}

test.each(OVERLAYS)("the folders of %s name every file that they hold, and none twice", (overlay) => {
  for (const folder of foldersOf(`overlays/${overlay}`)) {
    const prefix = `kubernetes/${folder}/`;
    const file = clusterFiles.find(({ path }) => path === `${prefix}kustomization.yaml`);
    const { resources = [], patches = [] } = parse(file?.content ?? "") as { resources?: string[]; patches?: { path: string }[] };
    const named = [...resources.filter((name) => /\.ya?ml$/.test(name)), ...patches.map(({ path }) => path)];
    const held = clusterFiles.map(({ path }) => path).filter((path) => path.startsWith(prefix) && path !== `${prefix}kustomization.yaml`);
    expect(named.map((name) => `${prefix}${name}`).sort(), folder).toEqual([...held].sort());
  }
  const names = objectsOf(overlay).map(({ kind, metadata }) => `${kind} ${metadata.namespace} ${metadata.name}`);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

/** A kustomize by path, or that of kubectl; one before 4 knows no folders among resources. */
function kustomizeCommand(): readonly string[] | undefined {
  const own = process.env.KUSTOMIZE;
  if (own !== undefined) {
    return [own, "build"];
  }
  const { stdout, status } = spawnSync("kubectl", ["version", "--client"], { encoding: "utf8" });
  const [, major = 0] = /Kustomize Version: v(\d+)/.exec(stdout ?? "") ?? [];
  return status === 0 && Number(major) >= 4 ? ["kubectl", "kustomize"] : undefined;
}

const kustomize = kustomizeCommand();

test.runIf(kustomize !== undefined).each(OVERLAYS)("kustomize renders %s, with its patches and all of its objects", async (overlay) => {
  const [command = "", ...args] = kustomize ?? [];
  const folder = await mkdtemp(join(tmpdir(), "kubernetes-"));
  try {
    writeFiles(clusterFiles, { folder });
    const { stdout } = await run(command, [...args, join(folder, "kubernetes/overlays", overlay)], { maxBuffer: 2 ** 26 });
    const rendered = objectsIn([{ path: overlay, content: stdout }]).map(({ object }) => object);
    const nameOf = ({ kind, metadata }: TestedObject) => `${kind} ${metadata.namespace ?? ""} ${metadata.name}`;
    expect(rendered.map(nameOf).sort()).toEqual([...objectsOf(overlay).map(nameOf)].sort());
    const prometheus = rendered.find(({ kind }) => kind === "Prometheus")?.spec as
      | { remoteWrite?: { name: string }[]; retention: string }
      | undefined;
    expect(prometheus?.remoteWrite?.map(({ name }) => name)).toEqual(
      overlay.startsWith("scale-out-") ? [overlay.slice("scale-out-".length)] : undefined,
    );
    const traces = rendered.find(({ kind, metadata }) => kind === "Service" && metadata.name === "traces")?.spec as {
      selector: Record<string, string>;
    };
    expect(traces.selector["app.kubernetes.io/name"]).toBe(overlay.startsWith("scale-out-") ? "trace-gateway" : "jaeger");
  } finally {
    await rm(folder, { recursive: true });
  }
});

const pods = wholeObjects.flatMap(({ object }) => {
  const pod = (object.spec as { template?: { spec: Pod } } | undefined)?.template?.spec;
  return pod === undefined ? [] : [[object.metadata.name, object.metadata.namespace, pod] as const];
});

test.each(pods)("%s in %s cannot become root, write its own program, gain rights or take the node", (_, __, { securityContext, containers }) => {
  expect(securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } });
  expect(securityContext.runAsUser).toBeGreaterThan(0);
  for (const container of containers) {
    expect(container.securityContext).toEqual({ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ["ALL"] } });
    expect(Object.keys(container.resources.limits)).toEqual(["cpu", "memory"]);
    expect(container.image).toMatch(/:[\w][\w.-]*$/);
    expect(container.image).not.toMatch(/:latest$/);
  }
});

test("nothing is reached from outside but by the pages, which are behind TLS and ask who it is", () => {
  const open = wholeObjects.filter(
    ({ object }) => object.kind === "Service" && ["NodePort", "LoadBalancer"].includes(String((object.spec as { type?: string }).type)),
  );
  expect(open).toEqual([]);
  const pages = wholeObjects.map(({ object }) => object).filter(({ kind }) => kind === "Ingress");
  expect(pages.map(({ metadata }) => metadata.name)).toEqual(["grafana", "prometheus", "alertmanager", "jaeger"]);
  for (const { metadata, spec } of pages) {
    const { tls, rules } = spec as { tls: { hosts: string[] }[]; rules: { host: string }[] };
    expect(tls.flatMap(({ hosts }) => hosts)).toEqual(rules.map(({ host }) => host));
    const { annotations } = metadata as { annotations?: Record<string, string> };
    expect(annotations?.["nginx.ingress.kubernetes.io/auth-secret"]).toBe(metadata.name === "grafana" ? undefined : "pages-auth");
  }
});

test("all traffic is denied that no policy of a program allows", () => {
  const policies = wholeObjects.map(({ object }) => object).filter(({ kind }) => kind === "NetworkPolicy");
  expect(policies.find(({ metadata }) => metadata.name === "deny-all")?.spec).toEqual({ podSelector: {}, policyTypes: ["Ingress", "Egress"] });
  const covered = new Set(policies.map(({ metadata }) => metadata.name));
  const uncovered = pods.filter(([name, namespace]) => namespace === "monitoring" && !covered.has(name)).map(([name]) => name);
  expect(uncovered).toEqual([]);
  const alertmanager = policies.find(({ metadata }) => metadata.name === "alertmanager")?.spec as { egress: { ports: object[] }[] } | undefined;
  expect(alertmanager?.egress.flatMap(({ ports }) => ports)).toEqual(
    expect.arrayContaining([53, 9094].flatMap((port) => ["UDP", "TCP"].map((protocol) => ({ protocol, port })))),
  );
});

interface PolicyRule {
  readonly from?: readonly { readonly podSelector?: { readonly matchLabels: object } }[];
  readonly to?: readonly { readonly podSelector?: { readonly matchLabels: object } }[];
  readonly ports?: readonly { readonly port: number }[];
}

test.each(OVERLAYS)("in %s whoever a program lets in may open the connection", (overlay) => {
  const objects = objectsOf(overlay);
  const labelled = objects.map(({ metadata, spec }) => [metadata.name, (spec as Workload | undefined)?.template?.metadata.labels] as const);
  const labelsOf = new Map(labelled.filter(([, labels]) => labels !== undefined));
  const programs = objects
    .filter(({ kind, metadata }) => kind === "NetworkPolicy" && metadata.name !== "deny-all")
    .map(({ metadata: { name }, spec }) => ({
      name,
      labels: labelsOf.get(name) ?? { "app.kubernetes.io/name": name },
      ...(spec as { readonly ingress: readonly PolicyRule[]; readonly egress: readonly PolicyRule[] }),
    }));
  const names = (peers: PolicyRule["from"], labels: object) =>
    peers === undefined || peers.some(({ podSelector }) => podSelector && Object.entries(podSelector.matchLabels).every(isIn(labels)));
  const meet = (one: PolicyRule, other: PolicyRule) =>
    one.ports === undefined || other.ports === undefined || one.ports.some(({ port }) => other.ports?.some((its) => its.port === port));
  const closed = programs.flatMap((callee) =>
    callee.ingress.flatMap((entry) =>
      programs
        .filter((caller) => names(entry.from, caller.labels) && !caller.egress.some((exit) => names(exit.to, callee.labels) && meet(entry, exit)))
        .map((caller) => `${caller.name} to ${callee.name}`),
    ),
  );
  expect(closed).toEqual([]);
});

function isIn(labels: object) {
  return ([name, value]: readonly [string, unknown]) => (labels as Readonly<Record<string, unknown>>)[name] === value;
}

test.each(OVERLAYS)("what the pods of %s mount is there, and every secret is a key of the one that is made by hand", (overlay) => {
  const objects = objectsOf(overlay);
  const keys = new Map(objects.filter(({ kind }) => kind === "ConfigMap").map(({ metadata, data = {} }) => [metadata.name, Object.keys(data)]));
  const accounts = new Set(objects.filter(({ kind }) => kind === "ServiceAccount").map(({ metadata }) => metadata.name));
  const volumes = objects.flatMap(({ spec }) => (spec as { template?: { spec: Pod } } | undefined)?.template?.spec ?? []);
  const wanted = volumes.flatMap((pod) => pod.volumes.flatMap(({ projected }) => projected?.sources.map(({ configMap }) => configMap) ?? []));
  expect(wanted.filter(({ name, items }) => items.some(({ key }) => !keys.get(name)?.includes(key)))).toEqual([]);
  expect(volumes.filter(({ serviceAccountName }) => !accounts.has(serviceAccountName))).toEqual([]);
  const generated = objects.filter(({ kind }) => kind === "Secret");
  expect(generated).toMatchObject(overlay === "plain" ? [] : [{ metadata: { name: "webhook-users" }, stringData: { heartbeat: "shop" } }]);
  expect(new Set(volumes.flatMap((pod) => pod.volumes.flatMap(({ secret }) => secret?.secretName ?? [])))).toEqual(new Set(["monitoring-secrets"]));
});

test("a ConfigMap fits: 1 MiB in all, and 256 KiB of what kubectl keeps of it in an annotation", () => {
  const sizes = clusterObjects.filter(({ object }) => object.kind === "ConfigMap").map(({ object }) => JSON.stringify(object).length);
  expect(Math.max(...sizes)).toBeLessThan(262_144);
});

test("the plain Prometheus takes its configuration, and finds every job by its name", async () => {
  const folder = await mkdtemp(join(tmpdir(), "kubernetes-"));
  try {
    const files = clusterObjects
      .filter(({ path, object }) => path === "kubernetes/parts/plain/prometheus.yaml" && object.kind === "ConfigMap")
      .flatMap(({ object }) =>
        Object.entries(object.data ?? {}).map(([name, content]) => ({
          path: object.metadata.name.startsWith("prometheus-rules-") ? `rules/${name}` : name,
          content,
        })),
      );
    writeFiles(files, { folder });
    execFileSync("promtool", ["check", "config", join(folder, "prometheus.yml")], { stdio: "pipe" });
    const { scrape_configs } = parse(files.find(({ path }) => path === "prometheus.yml")?.content ?? "") as {
      scrape_configs: { job_name: string }[];
    };
    expect(JSON.stringify(scrape_configs)).not.toMatch(/127\.0\.0\.1|localhost|file_sd/);
    expect(scrape_configs.find(({ job_name }) => job_name === "checkout")).toEqual({
      job_name: "checkout",
      dns_sd_configs: [{ names: ["checkout-metrics.shop.svc"], type: "A", port: 4001, refresh_interval: "15s" }],
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("every object that a Prometheus of the operator looks for has the release, and its selectors ask for it", () => {
  const objects = wholeObjects.filter(({ path }) => path.startsWith("kubernetes/parts/objects/")).map(({ object }) => object);
  expect(objects.filter(({ metadata }) => metadata.labels?.release !== "kube")).toEqual([]);
  const prometheus = wholeObjects.find(({ object }) => object.kind === "Prometheus")?.object.spec as Record<string, object>;
  const selectors = ["serviceMonitorSelector", "podMonitorSelector", "probeSelector", "scrapeConfigSelector", "ruleSelector"];
  expect(selectors.map((selector) => prometheus[selector])).toEqual(selectors.map(() => ({ matchLabels: { release: "kube" } })));
});

test("AlertmanagerConfig has the receivers, secrets and windows of the platform, and no secret in it", () => {
  const config = wholeObjects.find(({ object }) => object.kind === "AlertmanagerConfig")?.object.spec as {
    receivers: { name: string }[];
    muteTimeIntervals: object[];
    inhibitRules: { sourceMatch: object[] }[];
  };
  const { notifications } = clusterPlatform;
  const alertmanager = wholeObjects.find(({ object }) => object.kind === "Alertmanager")?.object;
  const used = new Set([...JSON.stringify([config, alertmanager]).matchAll(/"name":"monitoring-secrets","key":"([^"]+)"/g)].map(([, key]) => key));
  expect([...used].sort()).toEqual(notifications && [...secretFilesOf(notifications)]);
  expect(config.muteTimeIntervals).toEqual([
    {
      name: "nightly",
      timeIntervals: [{ times: [{ startTime: "02:00", endTime: "04:00" }], weekdays: ["sunday"], daysOfMonth: [{ start: 1, end: 7 }] }],
    },
  ]);
  expect(config.inhibitRules[0]?.sourceMatch[0]).toEqual({ name: "severity", matchType: "=", value: "critical" });
  expect(config.receivers.find(({ name }) => name === "heartbeat")).toMatchObject({
    webhookConfigs: [
      {
        httpConfig: {
          basicAuth: { username: { name: "webhook-users", key: "heartbeat" }, password: { name: "monitoring-secrets", key: "heartbeat-password" } },
        },
      },
    ],
  });
  expect(wholeObjects.find(({ object }) => object.kind === "Secret")?.object).toMatchObject({
    metadata: { name: "webhook-users" },
    stringData: { heartbeat: "shop" },
  });
  expect(JSON.stringify(config)).not.toMatch(/_file|_configs|\/etc\//);
});

test("no file of another folder is named by a patch or a component that is not there", () => {
  const folders = new Set(clusterFiles.map(({ path }) => dirname(path)));
  for (const overlay of OVERLAYS) {
    expect(foldersOf(`overlays/${overlay}`).filter((folder) => !folders.has(`kubernetes/${folder}`))).toEqual([]);
  }
});

test("a platform that says nothing of a cluster has no files for one", () => {
  const { kubernetes: _, ...elsewhere } = clusterPlatform;
  expect(renderKubernetes(buildModel(elsewhere))).toEqual([]);
});

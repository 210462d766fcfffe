import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, posix } from "node:path";
import { buildModel, renderFiles, writeFiles } from "@platform/grafana-dashboards";
import { defineContainer, RESERVED_CONTAINERS } from "@platform/grafana-dashboards/define";
import { Ajv } from "ajv";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { catalogue } from "../../../test/catalogue.ts";
import { notifiedPlatform } from "../../../test/notified-platform.ts";
import { exporterComponents } from "../components/exporters.ts";
import { stackRenderers } from "../stack-renderers.ts";
import { interpolated } from "./compose-service.ts";
import { componentAt } from "./network-address.ts";

interface Service {
  readonly image: string;
  readonly user?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly profiles?: readonly string[];
  readonly healthcheck: { readonly disable?: boolean; readonly test?: readonly string[] };
  readonly volumes?: readonly { readonly type: string; readonly source: string; readonly target: string }[];
  readonly secrets?: readonly { readonly source: string }[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly deploy: { readonly resources: { readonly limits: Readonly<Record<string, unknown>> } };
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: object;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
}

const database = defineContainer({
  ...{ name: "database", image: "docker.io/library/postgres:18.0", user: 999, port: 5432, machinePort: 15_432 },
  ...{ secrets: ["postgres-password"], dataFolder: "/var/lib/postgresql", health: ["pg_isready"], files: { "/etc/motd": "costs $5\n" } },
});
const platform = { ...notifiedPlatform(), uses: catalogue, containers: [database] };
const files = renderFiles(buildModel(platform), stackRenderers);
const contentOf = (path: string) => files.find((file) => file.path === path)?.content ?? "";
const compose = parse(contentOf("compose/compose.yaml")) as Compose;
const services = Object.entries(compose.services);

test("the file is valid by the schema of the Compose specification", () => {
  const path = join(dirname(createRequire(import.meta.url).resolve("dclint/package.json")), "schemas/compose.schema.json");
  // It names its dialect without the protocol and the sign by which validators know it.
  const { $schema: _, ...schema } = JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;
  const validate = new Ajv({ strict: false, allErrors: true, validateFormats: false }).compile(schema);
  validate(compose);
  expect(validate.errors).toBeNull();
  expect(validate({ ...compose, services: { prometheus: { imagine: "prom/prometheus" } } })).toBe(false);
});

/** Docker Compose itself is not in Debian's package lists of every release: where the environment names it, it reads the file with every profile. */
test("Docker Compose in DOCKER_COMPOSE takes the file, with and without each profile", () => {
  const program = process.env.DOCKER_COMPOSE;
  if (program === undefined) {
    expect(services.length).toBeGreaterThan(10);
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), "stack-compose-"));
  try {
    writeFiles(files, { folder });
    const run = (...args: string[]) =>
      execFileSync(program, [...args, "config", "--quiet"], { cwd: join(folder, "compose"), encoding: "utf8", stdio: "pipe" });
    expect([run(), run("--profile", "proxy"), run("--profile", "shop"), run("--profile", "*")]).toEqual(["", "", "", ""]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** The first gives a folder to its owner and ends; the second holds the socket that is worth root. */
const AS_ROOT = ["volume-owners", "socket-proxy"];

test.each(services)("%s cannot write, gain rights, or take the machine", (name, service) => {
  expect(service).toMatchObject({ read_only: true, cap_drop: ["ALL"], security_opt: ["no-new-privileges:true"] });
  expect(service).not.toHaveProperty("privileged");
  expect(Object.keys(service.deploy.resources.limits).sort()).toEqual(["cpus", "memory", "pids"]);
  expect(service.image).toMatch(/^[a-z0-9./_-]+:[\w.-]*\d[\w.-]*(\$\{[A-Z0-9_]+_DIGEST:-\})?$/);
  expect(AS_ROOT.includes(name) || /^[1-9]\d*:[1-9]\d*$/.test(service.user ?? "")).toBe(true);
});

test("every service that stays says whether it works; the image of the exporter of nginx holds nothing that could ask", () => {
  const blind = services.filter(([, { healthcheck }]) => healthcheck.disable === true).map(([name]) => name);
  expect(blind.sort()).toEqual(["nginx-exporter", "volume-owners"]);
  expect(services.filter(([name, { healthcheck }]) => !blind.includes(name) && healthcheck.test?.[0] !== "CMD")).toEqual([]);
});

test("only the loopback interface is listened on, at the ports that people know; the proxy listens outside, when it is asked for", () => {
  const published = services.flatMap(([name, { ports = [], profiles = [] }]) => ports.map((port) => `${name} ${profiles.join()} ${port}`));
  expect(published.sort()).toEqual([
    "alertmanager  127.0.0.1:${ALERTMANAGER_PORT:-9093}:9093",
    "grafana  127.0.0.1:${GRAFANA_PORT:-3000}:3000",
    "jaeger  127.0.0.1:${JAEGER_HTTP_PORT:-16686}:16686",
    "jaeger  127.0.0.1:${JAEGER_OTLP_HTTP_PORT:-4318}:4318",
    "loki  127.0.0.1:${LOKI_PORT:-3100}:3100",
    "prometheus  127.0.0.1:${PROMETHEUS_PORT:-9090}:9090",
    "proxy proxy ${PROXY_ADDRESS:-0.0.0.0}:${PROXY_PORT:-443}:8443",
  ]);
});

test("what is mounted is generated, and every secret is a file of its own that some service reads", () => {
  const sources = services
    .flatMap(([, { volumes = [] }]) => volumes.filter(({ type }) => type === "bind").map(({ source }) => source))
    .filter((source) => !/^[/$]/.test(source))
    .map((source) => posix.join("compose", source));
  expect(sources.filter((source) => !files.some(({ path }) => path === source || path.startsWith(`${source}/`)))).toEqual([]);
  const used = services.flatMap(([, { secrets = [] }]) => secrets.map(({ source }) => source));
  expect([...new Set(used)].sort()).toEqual(Object.keys(compose.secrets).sort());
  expect(Object.values(compose.secrets).filter(({ file }) => !/^\$\{SECRETS_FOLDER:-\.\/secrets\}\/|_FILE:-\/dev\/null\}$/.test(file))).toEqual([]);
});

test("no service has a secret in its environment or its arguments: it has the name of a file", () => {
  const named = services.flatMap(([name, { environment = {}, command = [] }]) => [
    ...Object.keys(environment).map((variable) => `${name} ${variable}`),
    ...command.filter((argument) => !argument.startsWith("/")).map((argument) => `${name} ${argument.split("=")[0]}`),
  ]);
  expect(named.filter((name) => /(PASS|PASSWORD|SECRET|KEY)$/i.test(name))).toEqual([]);
  expect(named.filter((name) => /(PASS|PASSWORD|SECRET)(__|_|-)FILE$/i.test(name)).length).toBeGreaterThan(5);
});

test("every variable of the file stands in the example, with the default that it has", () => {
  const used = [...contentOf("compose/compose.yaml").matchAll(/\$\{(\w+):-([^}]*)\}/g)].map(([, name = "", usual = ""]) => [name, usual] as const);
  const listed = new Map(
    [...contentOf("compose/.env.example").matchAll(/^# (\w+)=(?:"([^"]*)"|([^#\n]*?)) *(?:#.*)?$/gm)].map(([, name = "", quoted, plain]) => [
      name,
      quoted ?? plain ?? "",
    ]),
  );
  expect(used.filter(([name, usual]) => listed.get(name) !== usual && name !== "PROGRAM_FOLDER")).toEqual([]);
});

test("Prometheus finds every job in the network of the containers, under the labels that it has anywhere", () => {
  const prometheus = parse(contentOf("prometheus/prometheus.yml")) as { scrape_configs: { job_name: string }[] };
  const targets = (folder: string, job: string) => JSON.parse(contentOf(`${folder}/targets/${job}.json`)) as { labels?: object }[];
  for (const { job_name: job } of prometheus.scrape_configs) {
    const labels = (folder: string) => targets(folder, job).map((group) => Object.keys(group.labels ?? {}));
    expect(labels("compose")).toEqual(labels("prometheus"));
  }
  expect(files.filter(({ path, content }) => path.startsWith("compose/targets/") && /127\.0\.0\.1|localhost/.test(content))).toEqual([]);
});

test("a dollar of ours is no variable of Compose", () => {
  expect(contentOf("compose/compose.yaml").match(/(?<!\$)\$(?!\$|\{\w+:-)/g)).toBeNull();
});

test("a setting becomes a variable with its default, every other dollar stays one", () => {
  expect(interpolated("$5 at $(PLACE) or $PLACE", { PLACE: "home" })).toBe("$$5 at ${PLACE:-home} or $$PLACE");
});

test("a container is made anew when a file that it reads at its start alone is another, and only then", () => {
  const labelsAt = (retentionDays: number) => {
    const other = { ...platform, prometheus: { ...platform.prometheus, retentionDays } };
    const text = renderFiles(buildModel(other), stackRenderers).find(({ path }) => path === "compose/compose.yaml")?.content ?? "";
    return Object.entries((parse(text) as Compose).services).flatMap(([name, { labels }]) =>
      labels === undefined ? [] : [[name, labels["platform.files"]] as const],
    );
  };
  const [before, after] = [new Map(labelsAt(30)), new Map(labelsAt(60))];
  expect([...before].filter(([name, label]) => after.get(name) !== label).map(([name]) => name)).toEqual(["loki"]);
  // What rereads its files is not among them: it would lose what it does not hold on its disk.
  expect([...before.keys()].sort()).toEqual(["database", "grafana", "jaeger", "loki"]);
});

test("the names that a platform's own container cannot have are those of the monitoring, and an exporter may be replaced", () => {
  const exporters = exporterComponents(buildModel(platform)).map(({ name }) => name);
  const monitoring = services.map(([name]) => name).filter((name) => name !== "database" && !exporters.includes(name));
  expect(monitoring.toSorted()).toEqual(RESERVED_CONTAINERS);
});

test.each([
  ["a port of its own and one on the machine", { name: "database", port: 5432, machinePort: 15_432 }, "127.0.0.1:15432", "database:5432"],
  ["a port of its own alone", { name: "database", port: 5432 }, "127.0.0.1:5432", "database:5432"],
  ["a port on the machine alone", { name: "database", machinePort: 15_432 }, "127.0.0.1:15432", "database:15432"],
  ["a service's name and a port on the machine", { name: "checkout", machinePort: 14_001 }, "127.0.0.1:14001", "checkout:4001"],
  ["a service's name alone", { name: "checkout" }, "127.0.0.1:4001", "checkout:4001"],
])("a container with %s is found in the network", (_, ports, address, found) => {
  const { port: _port, machinePort: _machinePort, name: _name, ...rest } = database;
  const containers = [defineContainer({ ...rest, ...ports })];
  expect(componentAt(buildModel({ ...platform, containers }))(address)).toBe(found);
});

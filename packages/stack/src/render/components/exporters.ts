import type { Model } from "@platform/grafana-dashboards";
import { type Component, type ComponentHealth, FILES, secretFile } from "./component.ts";
import { IMAGES } from "./images.ts";
import { loopbackPort } from "./loopback.ts";

/** What differs from one exporter to the next. */
interface ExporterContainer extends Partial<Omit<Component, "name" | "image" | "ports" | "health">> {
  readonly image: Component["image"];
  readonly port: number;
  readonly ask?: ComponentHealth["ask"];
  readonly healthPath?: string;
}

const NOBODY = 65534;

/**
 * By the name of the exporter in the catalogue. RabbitMQ has none beside it: it exposes metrics by its own plugin, and Prometheus, Alertmanager
 * and others by themselves.
 */
const CONTAINERS: Readonly<Record<string, ExporterContainer>> = {
  node: { image: IMAGES.node, port: 9100, args: ["--path.rootfs=/host", "--collector.textfile.directory=/metrics"] },
  blackbox: {
    image: IMAGES.blackbox,
    port: 9115,
    args: [`--config.file=${FILES}/blackbox/blackbox.yml`],
    files: [{ folder: "blackbox", reread: "at SIGHUP" }],
    healthPath: "/-/healthy",
  },
  postgres: {
    image: IMAGES.postgres,
    port: 9187,
    args: ["--collector.database_wraparound"],
    env: {
      DATA_SOURCE_URI: "$(POSTGRES_URI)",
      DATA_SOURCE_USER: "$(POSTGRES_USER)",
      DATA_SOURCE_PASS_FILE: secretFile("postgres-password"),
    },
    settings: { POSTGRES_URI: "postgres:5432/postgres?sslmode=disable", POSTGRES_USER: "monitoring" },
    secrets: [{ name: "postgres-password", to: secretFile("postgres-password") }],
  },
  redis: {
    image: IMAGES.redis,
    port: 9121,
    user: 59000,
    // The file is JSON, the address of each server and its password; without a name none is read.
    env: { REDIS_ADDR: "$(REDIS_ADDR)", REDIS_PASSWORD_FILE: "$(REDIS_PASSWORD_FILE)" },
    settings: { REDIS_ADDR: "redis://redis:6379", REDIS_PASSWORD_FILE: "" },
    secrets: [{ name: "redis-passwords", to: secretFile("redis-passwords"), isOptional: true }],
  },
  nginx: {
    image: IMAGES.nginx,
    port: 9113,
    args: ["--nginx.scrape-uri=$(NGINX_STATUS_URI)"],
    settings: { NGINX_STATUS_URI: "http://nginx:8080/status" },
    ask: "nothing",
  },
  elasticsearch: {
    image: IMAGES.elasticsearch,
    port: 9114,
    args: ["--es.uri=$(ELASTICSEARCH_URI)", "--es.all"],
    settings: { ELASTICSEARCH_URI: "http://elasticsearch:9200" },
  },
  synthetics: {
    image: IMAGES.runner,
    port: 9350,
    user: 1000,
    args: [
      ...[
        "node",
        "node_modules/@platform/cli/dist/bin.js",
        "synthetics",
        "serve",
        "--flows",
        "$(SYNTHETICS_FLOWS)",
        "--location",
        "$(SYNTHETICS_LOCATION)",
      ],
      ...["--host", "0.0.0.0", "--secret-file", secretFile("synthetics-secret"), "--state", "/var/lib/synthetics"],
    ],
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: "http://jaeger:4318" },
    settings: { SYNTHETICS_FOLDER: "./synthetics", SYNTHETICS_FLOWS: "synthetics.ts", SYNTHETICS_LOCATION: "local" },
    program: { to: "/app", setting: "SYNTHETICS_FOLDER" },
    secrets: [{ name: "synthetics-secret", to: secretFile("synthetics-secret") }],
    data: { to: "/var/lib/synthetics", gibibytes: 1 },
    limits: { cpus: 0.5, mebibytes: 512 },
    healthPath: "/healthz",
    ask: ["node", "-e", "fetch('http://127.0.0.1:9350/healthz').then(({ ok }) => process.exit(ok ? 0 : 1))"],
  },
};

/** A container for each exporter of the platform that needs one beside what it watches, and that does not run elsewhere already. */
export function exporterComponents({ exporters }: Model): readonly Component[] {
  return exporters.flatMap(({ name, targets }) => {
    const container = CONTAINERS[name];
    const isHere = targets.some(({ address }) => loopbackPort(address) !== undefined);
    return container === undefined || !isHere ? [] : [componentOf(exporterHost(name), container)];
  });
}

/** Host name of the container of an exporter of the catalogue. */
export function exporterHost(exporter: string): string {
  return exporter === "synthetics" ? exporter : `${exporter}-exporter`;
}

function componentOf(name: string, { port, ask = "wget", healthPath = "/", ...container }: ExporterContainer): Component {
  return {
    ...{ name, user: NOBODY, args: [], env: {}, settings: {}, files: [], secrets: [], limits: { cpus: 0.25, mebibytes: 128 } },
    ...container,
    ports: [{ name: "http", port }],
    health: { path: healthPath, port, ask },
  };
}

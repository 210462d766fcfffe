import { type PlatformDefinition, secretFilesOf } from "@platform/grafana-dashboards/define";
import { type Component, FILES } from "./component.ts";
import { grafana } from "./grafana.ts";
import { IMAGES } from "./images.ts";

/** What every deployment has: metrics, alerts, dashboards, logs, traces. */
export function coreComponents(platform: PlatformDefinition): readonly Component[] {
  return [prometheus(platform), alertmanager(platform), grafana(platform), loki(), jaeger()];
}

/** https://prometheus.io/docs/prometheus/latest/command-line/prometheus/ */
function prometheus({ prometheus: settings, links }: PlatformDefinition): Component {
  return {
    name: "prometheus",
    image: IMAGES.prometheus,
    user: 65534,
    args: [
      `--config.file=${FILES}/prometheus/prometheus.yml`,
      "--storage.tsdb.path=/prometheus",
      `--storage.tsdb.retention.time=${settings.retentionDays}d`,
      // Whichever comes first: a full disk would stop all data.
      "--storage.tsdb.retention.size=45GB",
      `--web.external-url=${links.prometheus}`,
      "--web.route-prefix=/",
      // A backup is a snapshot that Prometheus itself makes.
      "--web.enable-admin-api",
      "--enable-feature=exemplar-storage",
      "--log.format=json",
    ],
    env: {},
    settings: {},
    ports: [{ name: "http", port: 9090, local: 9090 }],
    files: [{ folder: "prometheus", reread: "at SIGHUP" }],
    secrets: [],
    data: { to: "/prometheus", gibibytes: 50 },
    health: { path: "/-/ready", port: 9090, ask: "wget" },
    limits: { cpus: 2, mebibytes: 4096 },
  };
}

/** https://prometheus.io/docs/alerting/latest/alertmanager/ */
function alertmanager({ links, notifications }: PlatformDefinition): Component {
  const secrets = notifications === undefined ? [] : secretFilesOf(notifications);
  return {
    name: "alertmanager",
    image: IMAGES.alertmanager,
    user: 65534,
    args: [
      `--config.file=${FILES}/alertmanager/alertmanager.yml`,
      "--storage.path=/alertmanager",
      `--web.external-url=${links.alertmanager}`,
      "--web.route-prefix=/",
      "--cluster.listen-address=",
      "--log.format=json",
    ],
    env: {},
    settings: {},
    ports: [{ name: "http", port: 9093, local: 9093 }],
    files: [{ folder: "alertmanager", reread: "at SIGHUP" }],
    secrets: secrets.map((name) => ({ name, to: `${notifications?.secretsFolder}/${name}` })),
    data: { to: "/alertmanager", gibibytes: 1 },
    health: { path: "/-/ready", port: 9093, ask: "wget" },
    limits: { cpus: 0.5, mebibytes: 256 },
  };
}

/** Its image holds no shell; the program asks itself: https://github.com/grafana/loki/pull/20313 */
function loki(): Component {
  return {
    name: "loki",
    image: IMAGES.loki,
    user: 10001,
    args: [`-config.file=${FILES}/loki/loki.yml`],
    env: {},
    settings: {},
    ports: [{ name: "http", port: 3100, local: 3100 }],
    files: [{ folder: "loki" }],
    secrets: [],
    data: { to: "/loki", gibibytes: 50 },
    health: { path: "/ready", port: 3100, ask: ["/usr/bin/loki", "-health"] },
    limits: { cpus: 1, mebibytes: 1024 },
  };
}

/** https://www.jaegertracing.io/docs/latest/deployment/configuration/ */
function jaeger(): Component {
  return {
    name: "jaeger",
    image: IMAGES.jaeger,
    user: 10001,
    args: [`--config=${FILES}/jaeger/jaeger.yml`],
    env: {},
    settings: {},
    ports: [
      { name: "http", port: 16686, local: 16686 },
      { name: "otlp-http", port: 4318, local: 4318 },
      { name: "otlp-grpc", port: 4317 },
      { name: "metrics", port: 8888 },
    ],
    files: [{ folder: "jaeger" }],
    secrets: [],
    data: { to: "/badger", gibibytes: 20 },
    health: { path: "/status", port: 13133, ask: "wget" },
    limits: { cpus: 1, mebibytes: 1024 },
  };
}

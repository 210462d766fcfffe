import type { Image } from "./component.ts";

/** Every image that is deployed, in the one place where it is renewed. */
export const IMAGES = {
  prometheus: { repository: "docker.io/prom/prometheus", tag: "v3.15.1" },
  alertmanager: { repository: "docker.io/prom/alertmanager", tag: "v0.34.2" },
  grafana: { repository: "docker.io/grafana/grafana", tag: "12.3.0" },
  loki: { repository: "docker.io/grafana/loki", tag: "3.7.8" },
  jaeger: { repository: "docker.io/jaegertracing/jaeger", tag: "2.13.0" },
  alloy: { repository: "docker.io/grafana/alloy", tag: "v1.11.0" },
  /** Before Jaeger, where one process is too small. */
  collector: { repository: "docker.io/otel/opentelemetry-collector-contrib", tag: "0.161.0" },
  node: { repository: "docker.io/prom/node-exporter", tag: "v1.12.1" },
  blackbox: { repository: "docker.io/prom/blackbox-exporter", tag: "v0.27.0" },
  postgres: { repository: "docker.io/prometheuscommunity/postgres-exporter", tag: "v0.17.1" },
  redis: { repository: "docker.io/oliver006/redis_exporter", tag: "v1.74.0-alpine" },
  nginx: { repository: "docker.io/nginx/nginx-prometheus-exporter", tag: "1.4.2" },
  elasticsearch: { repository: "docker.io/prometheuscommunity/elasticsearch-exporter", tag: "v1.9.0" },
  /** Runs what is written for Node: the runner of synthetic flows, from a folder that holds them. */
  runner: { repository: "docker.io/library/node", tag: "24.11.0-slim" },
  /** Gives Alloy the list of containers and their output, and nothing else of Docker. */
  socketProxy: { repository: "ghcr.io/tecnativa/docker-socket-proxy", tag: "v0.4.1" },
  /** Gives a new volume to the user who is to write it. */
  shell: { repository: "docker.io/library/busybox", tag: "1.37.0" },
  proxy: { repository: "docker.io/nginxinc/nginx-unprivileged", tag: "1.29.1-alpine" },
  oauth2: { repository: "quay.io/oauth2-proxy/oauth2-proxy", tag: "v7.15.6-alpine" },
} satisfies Readonly<Record<string, Image>>;

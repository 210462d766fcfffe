import { type ContainerDefinition, defineContainer } from "@platform/grafana-dashboards/define";
import { services } from "./services.ts";

const NODE = "docker.io/library/node:24.11.0-slim";
const program = { at: "/app", parts: ["package.json", "node_modules", "packages", "examples"] };
const EXAMPLE = "examples/travel-platform/src";

/** The checkout is the program: Node runs the sources as they are. */
const node = ["node", "--conditions=@platform/source", "--import", `./${EXAMPLE}/process/secret-files.ts`] as const;

const signed = { SYNTHETICS_SECRET_FILE: "/run/secrets/synthetics-secret" } as const;
const stored = { DATABASE_URL: "postgres://monitoring@postgres:5432/postgres", PGPASSWORD_FILE: "/run/secrets/postgres-password" } as const;
const observed = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://jaeger:4318", LOKI_URL: "http://loki:3100" } as const;
const urls = Object.fromEntries(services.map(({ name, port }) => [`${name.toUpperCase().replaceAll("-", "_")}_URL`, `http://${name}:${port}`]));

const postgres = defineContainer({
  name: "postgres",
  image: "docker.io/library/postgres:18.0-alpine",
  user: 70,
  port: 5432,
  machinePort: 5433,
  env: { POSTGRES_USER: "monitoring", POSTGRES_DB: "postgres", POSTGRES_PASSWORD_FILE: "/run/secrets/postgres-password" },
  secrets: ["postgres-password"],
  dataFolder: "/var/lib/postgresql",
  scratchFolders: ["/var/run/postgresql"],
  health: ["pg_isready", "-h", "127.0.0.1", "-U", "monitoring", "-d", "postgres"],
});

const redis = defineContainer({
  name: "redis",
  image: "docker.io/library/redis:8.2.1-alpine",
  user: 999,
  port: 6379,
  command: ["redis-server", "--save", "", "--maxmemory", "128mb", "--maxmemory-policy", "allkeys-lru"],
  health: ["redis-cli", "ping"],
  limits: { cpus: 0.5, mebibytes: 192 },
});

/** Exposes metrics by the plugin that its image enables. */
const rabbitmq = defineContainer({
  name: "rabbitmq",
  image: "docker.io/library/rabbitmq:4.1.4",
  user: 999,
  port: 15692,
  dataFolder: "/var/lib/rabbitmq",
  health: ["rabbitmq-diagnostics", "-q", "ping"],
});

const NGINX = `pid /tmp/nginx.pid;
events {}
http {
  client_body_temp_path /tmp/client;
  proxy_temp_path /tmp/proxy;
  fastcgi_temp_path /tmp/fastcgi;
  uwsgi_temp_path /tmp/uwsgi;
  scgi_temp_path /tmp/scgi;
  access_log off;
  server {
    listen 8080;
    location = /status { stub_status; }
    location / { proxy_pass http://api-gateway:3010; }
  }
}
`;

const edge = defineContainer({
  name: "nginx",
  image: "docker.io/nginxinc/nginx-unprivileged:1.29.1-alpine",
  user: 101,
  port: 8080,
  files: { "/etc/nginx/nginx.conf": NGINX },
  health: ["wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8080/status"],
  limits: { cpus: 0.5, mebibytes: 64 },
  needs: ["api-gateway"],
});

const programs = services.map(({ name, port }) =>
  defineContainer({
    ...{ name, image: NODE, user: 1000, program, port },
    command: [...node, `${EXAMPLE}/${name}/main.ts`],
    env: { HOST: "0.0.0.0", ...stored, ...observed, ...signed, ...urls },
    secrets: ["postgres-password", "synthetics-secret"],
    health: answers(`http://127.0.0.1:${port}/readyz`),
    needs: ["postgres"],
  }),
);

const traffic = defineContainer({
  ...{ name: "traffic", image: NODE, user: 1000, program },
  command: [...node, `${EXAMPLE}/traffic/main.ts`],
  env: urls,
  health: answers(`${urls.API_GATEWAY_URL}/readyz`),
  needs: services.map(({ name }) => name),
});

/** In place of the usual runner: these flows are part of the checkout. */
const runner = defineContainer({
  ...{ name: "synthetics", image: NODE, user: 1000, program, port: 9350 },
  command: [...node, "packages/cli/src/bin.ts", "synthetics", "serve", "--flows", `${EXAMPLE}/synthetics/flows.ts`, "--host", "0.0.0.0"],
  env: { REDIS_URL: "redis://redis:6379", OTEL_EXPORTER_OTLP_ENDPOINT: observed.OTEL_EXPORTER_OTLP_ENDPOINT, ...stored, ...signed, ...urls },
  secrets: ["postgres-password", "synthetics-secret"],
  health: answers("http://127.0.0.1:9350/healthz"),
  needs: ["redis", ...services.map(({ name }) => name)],
});

function answers(url: string): readonly [string, ...string[]] {
  return ["node", "-e", `fetch("${url}").then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))`];
}

/** The whole example beside its monitoring, for those who have a container engine. */
export const containers: readonly ContainerDefinition[] = [postgres, redis, rabbitmq, ...programs, edge, traffic, runner];

import { readFileSync, statSync, writeFileSync } from "node:fs";
import { CommandError } from "../../command-error.ts";
import { type ExitCode, exitCode } from "../../exit-code.ts";
import type { Terminal } from "../../terminal/terminal.ts";
import { type Detected, firstConfig } from "./first-config.ts";

export interface InitOptions {
  readonly out: string;
  readonly port: string;
  readonly json?: true;
}

interface Manifest {
  readonly name?: string;
  readonly description?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly scripts?: Readonly<Record<string, string>>;
}

/** Groups of standard metrics, by the packages that show that a service has them. */
const USES: readonly (readonly [packages: readonly string[], metrics: string])[] = [
  [["pg", "mysql2", "mongodb", "knex", "prisma", "@prisma/client", "typeorm", "sequelize"], "databaseMetrics"],
  [["redis", "ioredis", "node-cache", "lru-cache", "keyv"], "cacheMetrics"],
  [["amqplib", "kafkajs", "bullmq", "bee-queue"], "messagingMetrics"],
  [["opossum", "cockatiel"], "circuitBreakerMetrics"],
];

/** `platform init`: a configuration that can be generated from at once, for somebody to go on from. */
export function init({ out, port, json }: InitOptions, terminal: Terminal): ExitCode {
  const detected = detect(readManifest(), port);
  writeNew(out, firstConfig(detected));
  const { name, usesExpress, metrics } = detected;
  const found = [usesExpress ? "Express" : "no Express", ...metrics];
  const { help: _, ...service } = detected;
  terminal.out.line(json ? JSON.stringify({ ok: true, file: out, service }, null, 2) : `${out}: service ${name} (${found.join(", ")})`);
  const packages = ["@platform/metrics", "@platform/slo", "@platform/grafana-dashboards", ...(usesExpress ? ["@platform/express-middleware"] : [])];
  terminal.err.line(`Next: npm install ${packages.join(" ")}, then platform generate --config ${out}`);
  return exitCode.fine;
}

function readManifest(): Manifest {
  try {
    return JSON.parse(readFileSync("package.json", "utf8")) as Manifest;
  } catch (cause) {
    throw new CommandError("package_json_missing", `package.json of this folder cannot be read: ${(cause as Error).message}`, {
      exit: exitCode.usage,
      hint: "Run the command in the folder of the service.",
      cause,
    });
  }
}

function detect({ name = "service", description, dependencies = {} }: Manifest, port: string): Detected {
  const number = Number(port);
  if (!Number.isInteger(number) || number < 1 || number > 65_535) {
    throw new CommandError("port_invalid", `A port is a whole number from 1 to 65535, not ${JSON.stringify(port)}.`, { exit: exitCode.usage });
  }
  return {
    name: kebabCase(name),
    help: (description ?? "").trim() || "Does something for somebody: say what.",
    port: number,
    usesExpress: "express" in dependencies,
    metrics: USES.filter(([packages]) => packages.some((one) => one in dependencies)).map(([, metrics]) => metrics),
  };
}

/** `@shop/Checkout_API` as `checkout-api`, short enough for a platform's name. */
function kebabCase(name: string): string {
  const words = name
    .replace(/^@[^/]*\//, "")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
  const kebab = words
    .join("-")
    .replace(/^[^a-z]+/, "")
    .slice(0, 20)
    .replace(/-+$/, "");
  return kebab === "" ? "service" : kebab;
}

function writeNew(file: string, content: string): void {
  if (statSync(file, { throwIfNoEntry: false }) !== undefined) {
    throw new CommandError("file_exists", `${file} is there already, and is not overwritten.`, {
      exit: exitCode.usage,
      hint: "Name another with --out.",
    });
  }
  try {
    writeFileSync(file, content, { flag: "wx" });
  } catch (cause) {
    throw new CommandError("write_failed", `${file} cannot be written: ${(cause as Error).message}`, { exit: exitCode.environment, cause });
  }
}

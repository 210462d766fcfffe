import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { CommandError } from "../../command-error.ts";
import { loadPlatform } from "../../config/load-platform.ts";
import { placeText } from "../../terminal/place-text.ts";
import type { Diagnosis } from "./doctor.ts";

type Look = (options: { readonly config: string }) => Diagnosis | Promise<Diagnosis>;

/** Everything that is looked at, by its name, in the order in which it is printed. */
export const examinations: Readonly<Record<string, Look>> = {
  "Node version": nodeVersion,
  configuration,
  "platform packages": platformPackages,
  "copies of prom-client": promClientCopies,
  promtool: () => program("promtool", "rules can be tested with what Prometheus itself reads"),
  amtool: () => program("amtool", "routes can be tested with what Alertmanager itself reads"),
};

function nodeVersion(): Diagnosis {
  const [major = 0] = process.versions.node.split(".").map(Number);
  const isOdd = major % 2 === 1;
  return isOdd
    ? { state: "warning", found: `${process.versions.node} gets no fixes any more, as every odd version`, fix: "Use 22, 24 or a later even version." }
    : { state: "fine", found: process.versions.node };
}

async function configuration({ config }: { readonly config: string }): Promise<Diagnosis> {
  try {
    const platform = await loadPlatform(config);
    return { state: "fine", found: `${config} defines ${platform.services.length} service${platform.services.length === 1 ? "" : "s"}` };
  } catch (error) {
    if (!(error instanceof CommandError)) {
      throw error;
    }
    const { code, message, place, hint } = error;
    const fix = code === "config_missing" ? "Write it with platform init, or name it with --config." : hint;
    const at = place === undefined ? "" : ` (${placeText(place)})`;
    return { state: "wrong", found: `${message}${at} [${code}]`, ...(fix !== undefined && { fix }) };
  }
}

function platformPackages(): Diagnosis {
  const versions = new Map(installed(/^@platform\//).map(({ name, version, path }) => [`${name} ${version}`, { version, path }]));
  const distinct = new Set([...versions.values()].map(({ version }) => version));
  if (versions.size === 0) {
    return { state: "warning", found: "none is installed here", fix: "npm install @platform/metrics @platform/slo @platform/grafana-dashboards" };
  }
  return distinct.size === 1
    ? { state: "fine", found: `${versions.size}, all of version ${[...distinct][0]}` }
    : {
        state: "wrong",
        found: `several versions: ${[...versions.keys()].sort().join(", ")}`,
        fix: "All share one version: npm update @platform/*, then npm dedupe.",
      };
}

/** Metrics made with one copy are not in the registry of another. */
function promClientCopies(): Diagnosis {
  const copies = installed(/^prom-client$/);
  const [only] = copies;
  if (only === undefined) {
    return { state: "fine", found: "none; only a running service needs it" };
  }
  return copies.length === 1
    ? { state: "fine", found: `one, ${only.version}` }
    : {
        state: "wrong",
        found: `${copies.length}: ${copies.map(({ version, path }) => `${version} in ${path}`).join(", ")}`,
        fix: "Each has a registry of its own, and what is counted in one is not exposed by another: npm dedupe, or one version in overrides.",
      };
}

function program(name: string, what: string): Diagnosis {
  const { status, stdout, stderr } = spawnSync(name, ["--version"], { encoding: "utf8" });
  const [version] = /\d+\.\d+\.\d+/.exec(`${stdout}${stderr}`) ?? [];
  return status === 0
    ? { state: "fine", found: version ?? "there" }
    : {
        state: "warning",
        found: "not found",
        fix: `With it ${what}; it comes with ${name === "promtool" ? "prometheus" : "prometheus-alertmanager"}.`,
      };
}

interface Installed {
  readonly name: string;
  readonly version: string;
  readonly path: string;
}

/** Packages of a name, in every node_modules above and inside of this folder, each real folder once. */
function installed(name: RegExp): readonly Installed[] {
  const found = new Map<string, Installed>();
  for (let folder = resolve("."); ; folder = dirname(folder)) {
    collect(join(folder, "node_modules"), name, found, 0);
    if (folder === dirname(folder)) {
      return [...found.values()];
    }
  }
}

const DEEPEST = 6;

function collect(modules: string, name: RegExp, found: Map<string, Installed>, depth: number): void {
  if (depth > DEEPEST || !existsSync(modules)) {
    return;
  }
  for (const path of packagesIn(modules)) {
    const manifest = join(path, "package.json");
    if (name.test(path.slice(modules.length + 1)) && existsSync(manifest)) {
      const { name: own, version } = JSON.parse(readFileSync(manifest, "utf8")) as { readonly name: string; readonly version: string };
      const real = realpathSync(path);
      found.set(real, { name: own, version, path: real });
    }
    collect(join(path, "node_modules"), name, found, depth + 1);
  }
}

function packagesIn(modules: string): readonly string[] {
  return readdirSync(modules).flatMap((entry) =>
    entry.startsWith("@")
      ? readdirSync(join(modules, entry)).map((one) => join(modules, entry, one))
      : entry.startsWith(".")
        ? []
        : [join(modules, entry)],
  );
}

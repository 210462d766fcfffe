import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname } from "node:path";
import { runQuietly } from "./run-quietly.mjs";
import { SetupError } from "./setup-error.mjs";

/** Whether node_modules holds what package-lock.json lists, for this platform. */
export function isInstalled(root) {
  return readText(stampFile(root)) === stampOf(root) && existsSync(nodeOf(root));
}

/** The Node that the repository installs for itself. */
export function nodeOf(root) {
  return `${root}/node_modules/node/bin/${process.platform === "win32" ? "node.exe" : "node"}`;
}

/**
 * Runs `npm ci` unless the packages are there. Packages that `npm install` brought up to date count as installed.
 *
 * @throws SetupError when npm is missing or fails
 */
export async function installNpmPackages(root) {
  if (isInstalled(root)) {
    return;
  }
  if (!existsSync(nodeOf(root)) || !holdsLockedVersions(root)) {
    console.error("Installing the npm packages (npm ci) …");
    await withCurrentNode(root, (env) => runQuietly("npm", ["ci", "--no-audit", "--no-fund"], { cwd: root, env }));
  }
  if (!existsSync(nodeOf(root))) {
    throw new SetupError("npm ci did not install the package \"node\"; run 'npm rebuild node' to see why.");
  }
  writeFileSync(stampFile(root), stampOf(root));
}

/**
 * npm silently leaves out optional packages, native parts among them, whose `engines` do not name the Node that npm runs on. On an older one it is
 * therefore run on a copy of the repository's own Node, which is fetched first and taken away afterwards.
 */
async function withCurrentNode(root, install) {
  const env = npmEnvironment(root);
  if (isCurrentNode(process.versions.node)) {
    return install(env);
  }
  const folder = `${root}/.data/node`;
  const { version } = readPackages(`${root}/package-lock.json`)["node_modules/node"];
  try {
    await runQuietly("npm", ["install", "--prefix", folder, "--no-save", "--no-package-lock", "--no-audit", "--no-fund", `node@${version}`], {
      cwd: root,
      env,
    });
    return await install({ ...env, PATH: [dirname(nodeOf(folder)), env.PATH].join(delimiter) });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Whether a version is in `^20.19.0 || >=22.12.0`, the narrowest range that an optional package of ours asks for. */
export function isCurrentNode(version) {
  const [major, minor] = version.split(".").map(Number);
  return major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19);
}

/** Without a home folder that npm already uses, its cache goes into the clone. */
export function npmEnvironment(root) {
  const home = homedir();
  const ownCache = process.env.npm_config_cache !== undefined || (home !== "" && existsSync(`${home}/.npm`));
  return { ...process.env, npm_config_update_notifier: "false", ...(!ownCache && { npm_config_cache: `${root}/.data/npm-cache` }) };
}

/** npm writes the hidden lockfile last, when everything is in place. Optional packages may be absent on a platform. */
function holdsLockedVersions(root) {
  const wanted = readPackages(`${root}/package-lock.json`);
  const installed = readPackages(`${root}/node_modules/.package-lock.json`);
  return Object.entries(wanted).every(
    ([path, { version, optional, link }]) => link || optional || !path.includes("node_modules/") || installed[path]?.version === version,
  );
}

function readPackages(file) {
  return JSON.parse(readText(file) ?? "{}").packages ?? {};
}

function stampFile(root) {
  return `${root}/node_modules/.platform-lock`;
}

function stampOf(root) {
  const lock = readText(`${root}/package-lock.json`) ?? "";
  return createHash("sha256").update(`${process.platform} ${process.arch}\n${lock}`).digest("hex");
}

function readText(file) {
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

import { existsSync } from "node:fs";
import { delimiter } from "node:path";
import { runQuietly } from "./run-quietly.mjs";
import { SetupError } from "./setup-error.mjs";

/** Commands of a package where they differ from its name; one of them is enough. Elsewhere than on Debian it is called plainly. */
const COMMANDS = {
  "prometheus-alertmanager": ["prometheus-alertmanager", "alertmanager"],
  "prometheus-blackbox-exporter": ["prometheus-blackbox-exporter", "blackbox_exporter"],
  iproute2: ["ip", "../sbin/ip"],
  nftables: ["nft", "../sbin/nft"],
  // A library: Debian keeps it beside its programs.
  nginx: ["nginx", "../sbin/nginx"],
  // The server itself stands in a folder of its version; its client comes with it.
  postgresql: ["psql"],
  "python3-prometheus-client": ["../lib/python3/dist-packages/prometheus_client"],
  // In /usr/sbin, which is not on the PATH of every user.
  "rabbitmq-server": ["rabbitmq-server", "../sbin/rabbitmq-server"],
};

/**
 * Installs without starting anything: a service that the package would start takes the port that we want. An existing policy file is left as it is,
 * ours is taken away again whatever happens.
 */
const INSTALL = `
set -e
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  trap 'exit 130' HUP INT TERM
  printf '#!/bin/sh\\nexit 101\\n' > "$policy"
  chmod 755 "$policy"
fi
export DEBIAN_FRONTEND=noninteractive
apt-get -o DPkg::Lock::Timeout=300 update -q
apt-get -o DPkg::Lock::Timeout=300 install -q -y --no-install-recommends "$@"
if [ -d /run/systemd/system ]; then
  for name in "$@"; do systemctl disable --quiet "$name" 2>/dev/null || true; done
fi
`;

/** The packages none of whose commands is on the PATH. */
export function missingPackages(packages, path = process.env.PATH ?? "") {
  const folders = path.split(delimiter);
  const isThere = (command) => folders.some((folder) => existsSync(`${folder}/${command}`));
  return packages.filter((name) => !(COMMANDS[name] ?? [name]).some(isThere));
}

/**
 * Installs what is missing with apt-get, as root or by sudo when it asks for no password.
 *
 * @throws SetupError that names the one command to run, where that is not possible
 */
export async function installSystemPackages(packages, { isRoot = process.getuid?.() === 0, path = process.env.PATH ?? "" } = {}) {
  const missing = missingPackages(packages, path);
  if (missing.length === 0) {
    return;
  }
  const names = missing.join(" ");
  if (missingPackages(["apt-get"], path).length > 0) {
    throw new SetupError(`Not installed: ${names}. Install them with the package manager of this system, so that their commands are on the PATH.`);
  }
  const env = { ...process.env, PATH: path };
  if (!isRoot && !(await hasSudo(env))) {
    const again = `sudo ${process.execPath} ${process.argv[1]} --packages ${missing.join(",")}`;
    throw new SetupError(`Not installed: ${names}. Run this, then start again:\n\n  ${again}\n`);
  }
  console.error(`Installing ${names} (apt-get) …`);
  const shell = ["sh", "-c", INSTALL, "install", ...missing];
  const [command, ...args] = isRoot ? shell : ["sudo", "-n", ...shell];
  try {
    await runQuietly(command, args, { cwd: "/", env });
  } catch (error) {
    const output = error.message.slice(0, error.message.lastIndexOf("\n\n"));
    throw new SetupError(`${output}\n\nCould not install ${names}. Run this, then start again:\n\n  apt-get update && apt-get install ${names}\n`);
  }
  const stillMissing = missingPackages(packages, path);
  if (stillMissing.length > 0) {
    throw new SetupError(`Installed ${names}, but found no command of ${stillMissing.join(", ")} on the PATH.`);
  }
}

async function hasSudo(env) {
  return runQuietly("sudo", ["-n", "true"], { cwd: "/", env }).then(
    () => true,
    () => false,
  );
}

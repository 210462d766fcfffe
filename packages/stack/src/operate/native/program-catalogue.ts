/** A program of somebody else that the native target runs or asks. */
export interface KnownProgram {
  /** For people. */
  readonly title: string;
  /** File names under which systems install it, the likeliest first. */
  readonly files: readonly string[];
  /** Lowest version that understands what is generated. */
  readonly minimum: readonly [major: number, minor: number];
  /** What makes it print its version. Default `--version`. */
  readonly versionArgument?: string;
}

export type ProgramName = "prometheus" | "alertmanager" | "promtool" | "amtool" | "node-exporter" | "blackbox-exporter" | "restic";

/** Prometheus 2.42 is the first with `keep_firing_for`; Debian 12 and Ubuntu 23.04 have it. Debian renames Alertmanager. */
export const PROGRAM_CATALOGUE: Readonly<Record<ProgramName, KnownProgram>> = {
  prometheus: { title: "Prometheus", files: ["prometheus"], minimum: [2, 42] },
  alertmanager: { title: "Alertmanager", files: ["prometheus-alertmanager", "alertmanager"], minimum: [0, 24] },
  promtool: { title: "promtool", files: ["promtool"], minimum: [2, 42] },
  amtool: { title: "amtool", files: ["amtool"], minimum: [0, 24] },
  "node-exporter": { title: "Node exporter", files: ["prometheus-node-exporter", "node_exporter"], minimum: [1, 3] },
  "blackbox-exporter": { title: "Blackbox exporter", files: ["prometheus-blackbox-exporter", "blackbox_exporter"], minimum: [0, 19] },
  restic: { title: "restic", files: ["restic"], minimum: [0, 14], versionArgument: "version" },
};

/** The command that installs packages, by the package manager found, with the names that its packages have. */
export const INSTALL_COMMANDS: readonly {
  readonly manager: string;
  readonly command: string;
  readonly packages: Readonly<Record<ProgramName, string>>;
}[] = [
  { manager: "apt-get", command: "sudo apt-get install -y --no-install-recommends", packages: named("prometheus-alertmanager") },
  { manager: "apk", command: "sudo apk add", packages: named("alertmanager") },
  { manager: "pacman", command: "sudo pacman -S --noconfirm", packages: named("alertmanager") },
];

function named(alertmanager: string): Readonly<Record<ProgramName, string>> {
  return {
    prometheus: "prometheus",
    promtool: "prometheus",
    alertmanager,
    amtool: alertmanager,
    "node-exporter": "prometheus-node-exporter",
    "blackbox-exporter": "prometheus-blackbox-exporter",
    restic: "restic",
  };
}

export const DOWNLOAD_PAGE = "https://prometheus.io/download/";

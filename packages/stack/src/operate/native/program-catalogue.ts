/** A program of somebody else that the native target runs or asks. */
export interface KnownProgram {
  /** For people. */
  readonly title: string;
  /** File names under which systems install it, the likeliest first. */
  readonly files: readonly string[];
  /** Lowest version that understands what is generated. */
  readonly minimum: readonly [major: number, minor: number];
}

export type ProgramName = "prometheus" | "alertmanager" | "promtool" | "amtool";

/** Prometheus 2.42 is the first with `keep_firing_for`; Debian 12 and Ubuntu 23.04 have it. Debian renames Alertmanager. */
export const PROGRAM_CATALOGUE: Readonly<Record<ProgramName, KnownProgram>> = {
  prometheus: { title: "Prometheus", files: ["prometheus"], minimum: [2, 42] },
  alertmanager: { title: "Alertmanager", files: ["prometheus-alertmanager", "alertmanager"], minimum: [0, 24] },
  promtool: { title: "promtool", files: ["promtool"], minimum: [2, 42] },
  amtool: { title: "amtool", files: ["amtool"], minimum: [0, 24] },
};

/** One command for all four programs, by the package manager found. */
export const INSTALL_COMMANDS: readonly { readonly manager: string; readonly command: string }[] = [
  { manager: "apt-get", command: "sudo apt-get install -y --no-install-recommends prometheus prometheus-alertmanager" },
  { manager: "apk", command: "sudo apk add prometheus alertmanager" },
  { manager: "pacman", command: "sudo pacman -S --noconfirm prometheus alertmanager" },
];

export const DOWNLOAD_PAGE = "https://prometheus.io/download/";

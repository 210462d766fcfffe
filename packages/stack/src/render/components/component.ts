/**
 * A program of the monitoring in a container: everything that Compose and Kubernetes must know of it. It never runs as root, cannot write
 * outside of {@link Component.data} and `/tmp`, and has no capabilities; that is the same for all and stands in no component.
 */
export interface Component {
  /** Kebab-case; its host name in the network. */
  readonly name: string;
  readonly image: Image;
  /** Numeric user and group of the image, never 0. */
  readonly user: number;
  /** `$(NAME)` in an argument, or in a value of {@link Component.env}, stands for a setting. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** What whoever deploys may choose: name of a variable of the environment → default. */
  readonly settings: Readonly<Record<string, string>>;
  /** The first is the one that is scraped or opened. */
  readonly ports: readonly ComponentPort[];
  readonly files: readonly ComponentFiles[];
  readonly secrets: readonly ComponentSecret[];
  /** Folder of the machine that holds the program itself, its working directory; elsewhere the image must hold it there. */
  readonly program?: { readonly to: string; readonly setting: string };
  /** What must outlive it. */
  readonly data?: { readonly to: string; readonly gibibytes: number };
  readonly health: ComponentHealth;
  readonly limits: { readonly cpus: number; readonly mebibytes: number };
}

/** Pinned by its tag. The digest is added by whoever deploys, since a mirror of a registry may have another. */
export interface Image {
  readonly repository: string;
  readonly tag: string;
}

export interface ComponentPort {
  readonly name: string;
  readonly port: number;
  /** Port of the loopback interface of the machine, where people open it. */
  readonly local?: number;
}

/** A folder of the generated files, read at {@link FILES}`/<folder>`. */
export interface ComponentFiles {
  readonly folder: string;
  /** When it sees that they are others; without, only when it starts. */
  readonly reread?: "by itself" | "at SIGHUP";
}

/** A file that holds one secret and ends with it, or with a line feed. */
export interface ComponentSecret {
  readonly name: string;
  /** Where it is read; {@link secretFile} by default. */
  readonly to: string;
  /** An empty file stands in for it. */
  readonly isOptional?: true;
}

/** Answers 200 while it works. */
export interface ComponentHealth {
  readonly path: string;
  readonly port: number;
  /** What the image holds to ask itself: a program, or a command of its own; nothing in an image that holds but one program. */
  readonly ask: "wget" | "bash" | "nothing" | readonly [string, ...string[]];
}

/** Where generated files are read inside of every container. */
export const FILES = "/etc/platform";

/** Where a secret is read inside of a container. */
export function secretFile(name: string): string {
  return `/run/secrets/${name}`;
}

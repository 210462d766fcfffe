/** A process to run beside others: what to execute, and how to tell that it works. All paths are absolute. */
export interface Program {
  /** Kebab-case, unique in its group; names the log file. */
  readonly name: string;
  /** For people, in messages. */
  readonly title: string;
  /** Executable and arguments. */
  readonly command: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** TCP ports on which it listens. */
  readonly ports: readonly number[];
  /** URL that answers 200 once it works; a program without one works as soon as it runs. */
  readonly readyUrl?: string;
  /** Deadline for the first 200. */
  readonly readySeconds: number;
}

/** How a process ended: with a code of its own, or by a signal. */
export interface ProgramExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Seconds from start to end. */
  readonly afterSeconds: number;
}

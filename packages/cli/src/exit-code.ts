/** What the exit of the command tells a shell or a CI job; stable across releases. */
export const exitCode = {
  fine: 0,
  /** The definitions, or the files made from them, are not as they should be. */
  findings: 1,
  /** The command line itself is wrong. */
  usage: 2,
  /** Something outside is missing: a file that cannot be written, a server that does not answer. */
  environment: 3,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

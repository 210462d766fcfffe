/** What the package reads from the environment of the process; nothing else of it does. */
export function levelFromEnvironment(): string | undefined {
  return process.env.LOG_LEVEL?.trim().toLowerCase() || undefined;
}

/** Whether colours are wanted, by the convention of https://no-color.org. */
export function colorsFromEnvironment(): boolean {
  return !process.env.NO_COLOR;
}

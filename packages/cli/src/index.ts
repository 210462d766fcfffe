export { CommandError, type CommandErrorOptions } from "./command-error.ts";
export { type LoadOptions, loadPlatform } from "./config/load-platform.ts";
export { type ExitCode, exitCode } from "./exit-code.ts";
export { run } from "./run.ts";
export { processTerminal, type Sink, type Style, type Terminal } from "./terminal/terminal.ts";

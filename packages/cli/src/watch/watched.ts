import type { ExitCode } from "../exit-code.ts";
import type { Terminal } from "../terminal/terminal.ts";
import type { WatchOptions } from "./watch.ts";

/** Runs a command once, or again and again where `--watch` asks for it. */
export async function watched(
  options: WatchOptions & { readonly watch?: true },
  terminal: Terminal,
  once: () => Promise<ExitCode>,
): Promise<ExitCode> {
  return options.watch ? (await import("./watch.ts")).watchFiles(options, terminal) : once();
}

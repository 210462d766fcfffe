import { fileURLToPath } from "node:url";
import type { DefinitionPlace } from "@platform/metrics/define";

/** A line of a V8 stack trace: `    at load (file:///app/metrics.ts:3:20)`. */
const CALL_SITE = /^\s*at (?:.* \()?(.+):(\d+):(\d+)\)?$/;

/** First line of the stack of a module that cannot be parsed or linked: `file:///app/metrics.ts:3`, or the same as a path. */
const MODULE_LINE = /^((?:file:\/\/|\/|[A-Z]:\\).+):(\d+)$/;

/** Folders of this platform's own code, of which a user changes nothing. */
const OWN_FOLDERS: readonly string[] = ["cli", "metrics", "promql", "alerts", "slo", "synthetics", "grafana-dashboards", "stack"].map(
  (name) => new URL(".", import.meta.resolve(`@platform/${name}/package.json`)).href,
);

/** The line of the user's own source where an error came from: the innermost frame that is neither Node's, a package's nor ours. */
export function sourcePlace(error: unknown): DefinitionPlace | undefined {
  const lines = error instanceof Error ? (error.stack ?? "").split("\n") : [];
  const [, module, line] = MODULE_LINE.exec(lines[0] ?? "") ?? [];
  if (module !== undefined) {
    return { file: filePath(module), line: Number(line), column: 1 + caretOf(lines) };
  }
  for (const text of lines) {
    const [, file, lineNumber, column] = CALL_SITE.exec(text) ?? [];
    if (file !== undefined && isUsersOwn(file)) {
      return { file: filePath(file), line: Number(lineNumber), column: Number(column) };
    }
  }
  return undefined;
}

/** A module that belongs to whoever runs the command. */
export function isUsersOwn(url: string): boolean {
  const isOwnSource = OWN_FOLDERS.some((folder) => url.startsWith(`${folder}src/`) || url.startsWith(`${folder}dist/`));
  return !isOwnSource && !url.startsWith("node:") && !url.includes("/node_modules/") && (url.startsWith("file:") || url.startsWith("/"));
}

function filePath(file: string): string {
  return file.startsWith("file:") ? fileURLToPath(file) : file;
}

function caretOf(lines: readonly string[]): number {
  const carets = lines.find((line) => /^\s*\^+$/.test(line));
  return carets === undefined ? 0 : carets.indexOf("^");
}

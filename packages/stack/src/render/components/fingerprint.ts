import { createHash } from "node:crypto";
import type { OutputFile } from "@platform/grafana-dashboards";

/** Equal for equal files: a program that reads them at its start alone need not be started anew. */
export function fingerprintOf(files: readonly OutputFile[]): string {
  const hash = createHash("sha256");
  for (const { path, content } of files) {
    hash.update(`${path}\0${content}\0`);
  }
  return hash.digest("hex").slice(0, 16);
}

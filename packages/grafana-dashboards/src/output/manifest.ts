import { createHash } from "node:crypto";
import type { OutputFile } from "../model/model.ts";
import { OutputError } from "./output-error.ts";
import { checkOutputPath } from "./output-path.ts";

/** In the output folder: what was written there, so that nothing else is ever overwritten or removed. */
export const MANIFEST = ".generated.json";

/** SHA-256 in hex of what was written, by path. */
export type Manifest = ReadonlyMap<string, string>;

export function hashOf(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}

export function renderManifest(manifest: Manifest): OutputFile {
  const sorted = [...manifest].sort(([one], [other]) => (one < other ? -1 : 1));
  return { path: MANIFEST, content: `${JSON.stringify({ generatedBy: "platform generate", sha256: Object.fromEntries(sorted) }, null, 2)}\n` };
}

/**
 * @throws OutputError `manifest_invalid` for text that {@link renderManifest} cannot have written
 */
export function parseManifest(text: string): Manifest {
  try {
    const { sha256 } = JSON.parse(text) as { sha256: Record<string, string> };
    const manifest = new Map(Object.entries(sha256));
    for (const [path, hash] of manifest) {
      checkOutputPath(path);
      if (!/^[0-9a-f]{64}$/.test(hash)) {
        throw new Error(`The hash of ${JSON.stringify(path)} is no SHA-256.`);
      }
    }
    return manifest;
  } catch (cause) {
    throw new OutputError("manifest_invalid", `${MANIFEST} does not list what was generated: ${(cause as Error).message}`, { cause });
  }
}

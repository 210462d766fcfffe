import { createHash } from "node:crypto";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import type { LokiTarget } from "./loki-client.ts";

export interface SpoolPlace {
  readonly service: string;
  /** Where the lines of the spool are to go. */
  readonly target: Pick<LokiTarget, "url" | "tenant">;
  /** Folder of all spools; one among the temporary files of the system, of this user alone, when left out. */
  readonly root: string | undefined;
}

/** What is left is taken over within one such folder: by processes of the same service whose lines go to the same tenant of the same Loki. */
export function placeOfSpool({ service, target: { url, tenant = "" }, root = ownRoot() }: SpoolPlace): string {
  const { origin, pathname } = new URL(url);
  const destination = createHash("sha256")
    .update(JSON.stringify([origin, pathname, tenant]))
    .digest("hex")
    .slice(0, 8);
  return join(root, service, destination);
}

/** The folder of all spools of this user, who may be one that the system has no name for. Users do not share one, which only its first user could write to. */
export function ownRoot(): string {
  return join(tmpdir(), `platform-logging-${process.getuid?.() ?? userInfo().username}`);
}

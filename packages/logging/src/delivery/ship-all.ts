import { rmSync } from "node:fs";
import { openAcknowledgement } from "./acknowledgement.ts";
import { DROP_REASONS, PUSH_OUTCOMES, type SharedCounts, shareCounts } from "./delivery-counts.ts";
import { createLokiClient, type LokiTarget, type PushResult } from "./loki-client.ts";
import { type Progress, shipSpool } from "./ship-spool.ts";
import { adoptFolders, touchFolder } from "./spool-folder.ts";

/** All that the shipping side needs to know, as data that can be handed to a thread. */
export interface ShipmentSettings {
  readonly memory: SharedArrayBuffer;
  readonly spool: string;
  readonly folder: string;
  readonly id: string;
  readonly target: LokiTarget;
  readonly labels: readonly string[];
  readonly metadata: readonly string[];
  readonly batchBytes: number;
  readonly batchSeconds: number;
  readonly maxAgeSeconds: number;
  readonly timeoutSeconds: number;
  readonly retry: { readonly minSeconds: number; readonly maxSeconds: number };
}

export interface ShipmentControl {
  readonly signal: AbortSignal;
  readonly onOutage: (result: PushResult | undefined) => void;
}

/** Figures of the shipping side that outlive it: a thread that is started anew goes on with them. */
const KEPT = [
  "settled",
  "delivered",
  "recovered",
  ...DROP_REASONS.map((reason) => `shipping:${reason}` as const),
  ...PUSH_OUTCOMES.map((outcome) => `push:${outcome}` as const),
] as const;

const START: Progress = { segment: 1, offset: 0, nanoseconds: "0" };

const HEARTBEAT_SECONDS = 30;

/** Sends what ended processes have left, and then what this process writes, until `signal` is aborted. */
export async function shipAll(settings: ShipmentSettings, { signal, onOutage }: ShipmentControl): Promise<void> {
  const { spool, folder, id, target, labels, metadata, memory, timeoutSeconds } = settings;
  const counts = shareCounts(memory);
  const client = createLokiClient(target, timeoutSeconds);
  const own = openAcknowledgement(folder);
  const before = own.read();
  restore(counts, before?.counts);
  const options = {
    ...settings,
    counts,
    client,
    entries: { labels, metadata },
    random: Math.random,
    now: Date.now,
    isHurried: () => counts.get("hurried") > 0,
    signal,
    onOutage,
  };
  const heartbeat = setInterval(() => touchQuietly(folder), HEARTBEAT_SECONDS * 1000).unref();
  let progress: Progress = before ?? START;
  const keep = (at: Progress) => {
    progress = at;
    own.write({ ...at, counts: Object.fromEntries(KEPT.map((name) => [name, counts.get(name)])) });
  };
  try {
    for (const left of adoptFolders(spool, id)) {
      await shipLeft(left, (nanoseconds) => keep({ ...progress, nanoseconds }));
    }
    await shipSpool({ folder, left: false, from: progress, commit: keep }, options);
  } catch (error) {
    if (!signal.aborted) {
      throw error;
    }
  } finally {
    clearInterval(heartbeat);
    own.close();
    client.close();
  }

  async function shipLeft(left: string, onProgress: (nanoseconds: string) => void): Promise<void> {
    const file = openAcknowledgement(left);
    try {
      const commit = (at: Progress) => {
        file.write({ ...at, counts: {} });
        onProgress(at.nanoseconds);
      };
      await shipSpool({ folder: left, left: true, from: file.read() ?? START, commit }, options);
    } finally {
      file.close();
    }
    if (!signal.aborted) {
      rmSync(left, { recursive: true, force: true });
    }
  }
}

/** What one that died has counted since its last acknowledgement is shipped, and counted, once more. */
function restore(counts: SharedCounts, kept: Readonly<Record<string, number>> = {}): void {
  for (const name of KEPT) {
    counts.set(name, kept[name] ?? 0);
  }
}

function touchQuietly(folder: string): void {
  try {
    touchFolder(folder);
  } catch {
    // Without a sign of life the folder may be taken over by another host, which costs doubles, not lines.
  }
}

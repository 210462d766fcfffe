import { basename } from "node:path";
import { type Acknowledgement, openAcknowledgement, type Progress } from "./acknowledgement.ts";
import { DROP_REASONS, SHIPPED, type Shipped, shareCounts } from "./delivery-counts.ts";
import { createLokiClient, type LokiTarget, type PushResult } from "./loki-client.ts";
import { listSegments, segmentBytes } from "./segment.ts";
import { shipSpool, type Tally } from "./ship-spool.ts";
import { adoptFolders, removeFolder, touchFolder } from "./spool-folder.ts";

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

const START: Progress = { segment: 1, offset: 0, nanoseconds: "0" };

const HEARTBEAT_SECONDS = 30;

/**
 * Sends what ended processes have left, and then what this process writes, until `signal` is aborted.
 *
 * What became of lines is acknowledged first and published then, so that one who goes on for one that died never takes back what was told.
 */
export async function shipAll(settings: ShipmentSettings, { signal, onOutage }: ShipmentControl): Promise<void> {
  const { spool, folder, id, target, labels, metadata, memory, timeoutSeconds } = settings;
  const counts = shareCounts(memory);
  const client = createLokiClient(target, timeoutSeconds);
  const own = openAcknowledgement(folder);
  let standing: Acknowledgement = own.read() ?? { ...START, counts: {} };
  counts.publish(shippedOf(standing));
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
  const keep = (now: Acknowledgement) => {
    standing = now;
    own.write(now);
    counts.publish(shippedOf(now));
  };
  try {
    const lefts = adoptFolders(spool, id);
    for (const [index, left] of lefts.entries()) {
      counts.set("foreignBytes", sizeOf(lefts.slice(index)));
      await shipLeft(left);
    }
    counts.set("foreignBytes", 0);
    const { left: _, ...from } = standing;
    await shipSpool(
      { folder, left: false, from, commit: (at, tally) => keep({ ...at, counts: sum(standing, tally, tally.freedBytes, 0) }) },
      options,
    );
  } catch (error) {
    if (!signal.aborted) {
      throw error;
    }
  } finally {
    clearInterval(heartbeat);
    own.close();
    client.close();
  }

  async function shipLeft(left: string): Promise<void> {
    const name = basename(left);
    const file = openAcknowledgement(left);
    try {
      const from = standing.left?.name === name ? standing.left : (file.read() ?? START);
      const commit = (at: Progress, tally: Tally) => {
        keep({ ...standing, nanoseconds: at.nanoseconds, counts: sum(standing, tally, 0, tally.read), left: { ...at, name } });
        // For a process that comes after this one.
        file.write({ ...at, counts: {} });
        counts.add("foreignBytes", -tally.freedBytes);
      };
      await shipSpool({ folder: left, left: true, from, commit }, options);
    } finally {
      file.close();
    }
    if (!signal.aborted) {
      removeFolder(left);
    }
  }
}

function shippedOf({ counts }: Acknowledgement): Shipped {
  return Object.fromEntries(SHIPPED.map((name) => [name, counts[name] ?? 0])) as Shipped;
}

function sum(standing: Acknowledgement, { read, delivered, dropped }: Tally, freedBytes: number, recovered: number): Shipped {
  const before = shippedOf(standing);
  const lost = DROP_REASONS.map((reason) => [`shipping:${reason}`, before[`shipping:${reason}`] + (dropped[reason] ?? 0)]);
  return {
    ...before,
    ...Object.fromEntries(lost),
    settled: before.settled + read,
    delivered: before.delivered + delivered,
    recovered: before.recovered + recovered,
    freedBytes: before.freedBytes + freedBytes,
  };
}

function sizeOf(folders: readonly string[]): number {
  return folders.flatMap((folder) => listSegments(folder).map((segment) => segmentBytes(folder, segment))).reduce((bytes, more) => bytes + more, 0);
}

function touchQuietly(folder: string): void {
  try {
    touchFolder(folder);
  } catch {
    // Without a sign of life the folder may be taken over by another host, which costs doubles, not lines.
  }
}

import { setTimeout as delay } from "node:timers/promises";
import { CHANNELS } from "../definition/sales.ts";
import { createRandom } from "../random.ts";
import { createAccounts } from "./accounts.ts";
import type { Journey } from "./journey.ts";
import { createVisitor } from "./visitor.ts";

export interface TrafficOptions {
  /** Without a slash at the end. */
  readonly gatewayUrl: string;
  readonly journeys: readonly Journey[];
  /** Mean of the visitors that come in a second. They come as they like: a Poisson process. */
  readonly visitorsPerSecond: number;
  /** Visitors at the same time; beyond it, whoever comes is turned away. */
  readonly maxVisitors: number;
  readonly thinkSeconds: number;
  /** The same seed sends the same visitors with the same intentions. */
  readonly seed: number;
  /** Part of every email, so that two runs against the same database do not meet. */
  readonly run: string;
}

export interface JourneyCounts {
  readonly completed: number;
  readonly failed: number;
}

export interface TrafficSummary {
  readonly journeys: Readonly<Record<string, JourneyCounts>>;
  /** Visitors who were turned away. */
  readonly turnedAway: number;
  /** What the last journey that failed said. */
  readonly lastFailure: string | undefined;
}

export interface Traffic {
  summary(): TrafficSummary;
  /** Ends all journeys where they are; these count neither as completed nor as failed. */
  stop(): Promise<TrafficSummary>;
}

/** Sends visitors until it is stopped, whatever becomes of them. */
export function runTraffic({ gatewayUrl, journeys, visitorsPerSecond, maxVisitors, thinkSeconds, seed, run }: TrafficOptions): Traffic {
  const random = createRandom(seed);
  const accounts = createAccounts({ random: createRandom(seed + 1), run });
  const stopping = new AbortController();
  const { signal } = stopping;
  const counts = new Map(journeys.map(({ name }) => [name, { completed: 0, failed: 0 }]));
  const visits = new Set<Promise<void>>();
  let turnedAway = 0;
  let lastFailure: string | undefined;

  const visit = async ({ name, run }: Journey, visitorSeed: number) => {
    const own = createRandom(visitorSeed);
    const count = counts.get(name) as { completed: number; failed: number };
    try {
      await run(createVisitor({ gatewayUrl, channel: own.pick(CHANNELS), random: own, thinkSeconds, signal }), accounts);
      count.completed += 1;
    } catch (error) {
      if (!signal.aborted) {
        count.failed += 1;
        lastFailure = `${name}: ${(error as Error).message}`;
      }
    }
  };

  const arrivals = async () => {
    let nextAt = performance.now();
    while (!signal.aborted) {
      nextAt += random.exponential(1 / visitorsPerSecond) * 1000;
      await delay(Math.max(0, nextAt - performance.now()), undefined, { signal }).catch(() => {});
      const [journey, visitorSeed] = [random.weighted(journeys), random.integer(0, 2 ** 31)];
      if (signal.aborted) {
        return;
      }
      if (visits.size >= maxVisitors) {
        turnedAway += 1;
        continue;
      }
      const going: Promise<void> = visit(journey, visitorSeed).finally(() => visits.delete(going));
      visits.add(going);
    }
  };

  const arriving = arrivals();
  const summary = () => ({ journeys: structuredClone(Object.fromEntries(counts)), turnedAway, lastFailure });
  return {
    summary,
    async stop() {
      stopping.abort();
      await arriving;
      await Promise.all(visits);
      return summary();
    },
  };
}

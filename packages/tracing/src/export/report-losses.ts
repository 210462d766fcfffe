import type { DropReason } from "./accounting.ts";

/** Seconds between two warnings of the same reason. */
const PAUSE = 300;

const TEXTS: Readonly<Record<DropReason, string>> = {
  queue_full: "more were made than could be sent",
  refused: "the receiver refused them",
  rejected: "the receiver took only a part",
  expired: "the receiver could not be reached for too long",
  shutdown: "the process ended before they could be sent",
  held_full: "their trace was too large to be held until its end",
  not_encoded: "they could not be encoded",
};

/** Warns of lost spans, once in five minutes for each reason; all of them are counted in the metrics. */
export function reportLosses({ endpoint, warn }: { readonly endpoint: URL; readonly warn: (message: string, code: string) => void }) {
  const toldAt = new Map<DropReason, number>();
  return (reason: DropReason, spans: number, message: string): void => {
    const now = performance.now() / 1000;
    const last = toldAt.get(reason);
    if (last === undefined || now - last > PAUSE) {
      toldAt.set(reason, now);
      const detail = message === "" ? "" : ` (${message})`;
      warn(`Spans for ${endpoint.origin} were dropped, ${spans} at once: ${TEXTS[reason]}${detail}.`, `spans_dropped_${reason}`);
    }
  };
}

/** Why a span was not delivered. */
export const DROP_REASONS = ["queue_full", "refused", "rejected", "expired", "shutdown", "held_full", "not_encoded"] as const;
export type DropReason = (typeof DROP_REASONS)[number];

/** What became of a request to the receiver; one that `failed` is made again. */
export const EXPORT_OUTCOMES = ["taken", "refused", "failed"] as const;
export type ExportOutcome = (typeof EXPORT_OUTCOMES)[number];

/** Where the spans are that were to be sent. `produced` is always the sum of `sent`, `dropped` and `pending`. */
export interface SpanAccount {
  readonly produced: number;
  readonly sent: number;
  readonly dropped: Readonly<Record<DropReason, number>>;
  readonly pending: number;
  /** Requests to the receiver. */
  readonly exports: Readonly<Record<ExportOutcome, number>>;
}

export class SpanAccounting {
  produced = 0;
  sent = 0;
  readonly exports: Record<ExportOutcome, number> = { taken: 0, refused: 0, failed: 0 };
  readonly #dropped = Object.fromEntries(DROP_REASONS.map((reason) => [reason, 0])) as Record<DropReason, number>;

  drop(reason: DropReason, spans: number): void {
    this.#dropped[reason] += spans;
  }

  /** @param pending - counted where the spans are, not as the rest of a sum */
  snapshot(pending: number): SpanAccount {
    return { produced: this.produced, sent: this.sent, dropped: { ...this.#dropped }, pending, exports: { ...this.exports } };
  }
}

/** That of a tracing which sends nothing. */
export function emptyAccount(): SpanAccount {
  return new SpanAccounting().snapshot(0);
}

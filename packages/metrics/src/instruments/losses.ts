import type { REJECTION_REASONS } from "../standard/self.ts";

export type RejectionReason = (typeof REJECTION_REASONS)[number];

/** Why a callback did not bring its metric up to date: it threw, or it took too long. */
export type CollectFailure = "error" | "timeout";

/** Where an instrument counts what it could not do as asked. */
export interface Losses {
  rejected(reason: RejectionReason): void;
  folded(): void;
  collectFailed(reason: CollectFailure): void;
}

/** Of the metrics that count the losses: they cannot have any. */
export const NO_LOSSES: Losses = { rejected() {}, folded() {}, collectFailed() {} };

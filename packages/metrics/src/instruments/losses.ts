import type { REJECTION_REASONS } from "../standard/self.ts";

export type RejectionReason = (typeof REJECTION_REASONS)[number];

/** Where an instrument counts what it could not record as asked. */
export interface Losses {
  rejected(reason: RejectionReason): void;
  folded(): void;
}

export const UNCOUNTED: Losses = { rejected() {}, folded() {} };

import { setTimeout as delay } from "node:timers/promises";
import type { Instrument } from "@platform/metrics";
import type { Random } from "../random.ts";
import type { Fault, payment, Refusal } from "./definition.ts";

/** Test cards; each names the answer that the network gives for it. */
export const CARDS = ["card_good", "card_empty", "card_expired", "card_unreachable"] as const;
export type Card = (typeof CARDS)[number];

export type Authorisation =
  | { readonly outcome: "succeeded" }
  | { readonly outcome: "refused"; readonly reason: Refusal }
  | { readonly outcome: "failed"; readonly reason: Fault };

export interface CardNetwork {
  authorise(card: Card): Promise<Authorisation>;
  refund(): Promise<void>;
}

export interface CardNetworkOptions {
  readonly random: Random;
  readonly duration: Instrument<(typeof payment)["metrics"]["cardNetworkDuration"]>;
}

const ANSWERS: Readonly<Record<Card, Authorisation>> = {
  card_good: { outcome: "succeeded" },
  card_empty: { outcome: "refused", reason: "insufficient_funds" },
  card_expired: { outcome: "refused", reason: "card_expired" },
  card_unreachable: { outcome: "failed", reason: "network_timeout" },
};

/** Share of good cards for which the network fails all the same. */
const ERROR_SHARE = 0.001;

/** Stands for the company that moves the money, which is no part of the platform: 20 ms to answer, and a long tail. */
export function simulateCardNetwork({ random, duration }: CardNetworkOptions): CardNetwork {
  const answer = async (operation: "authorise" | "refund") => {
    const start = performance.now();
    await delay(20 + random.exponential(30));
    duration.observe({ operation }, (performance.now() - start) / 1000);
  };
  return {
    async authorise(card) {
      await answer("authorise");
      return card === "card_good" && random.chance(ERROR_SHARE) ? { outcome: "failed", reason: "network_error" } : ANSWERS[card];
    },
    refund: () => answer("refund"),
  };
}

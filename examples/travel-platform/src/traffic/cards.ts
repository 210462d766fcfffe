import { CARDS, type Card } from "../payment/card-network.ts";
import type { Random } from "../random.ts";

/** Of a thousand customers, so many hold this card. */
const WEIGHTS: Readonly<Record<Card, number>> = { card_good: 982, card_empty: 10, card_expired: 6, card_unreachable: 2 };

export function pickCard(random: Random): Card {
  return random.weighted(CARDS.map((card) => ({ card, weight: WEIGHTS[card] }))).card;
}

import type { Metrics } from "@platform/metrics";
import type { Database } from "../database/database.ts";
import type { Currency } from "../definition/sales.ts";
import { HttpProblem } from "../http/http-problem.ts";
import type { CardNetwork } from "./card-network.ts";
import type { payment, RefundReason } from "./definition.ts";

export interface RefundRequest {
  readonly paymentId: number;
  /** Who paid; nobody else gets the money back. */
  readonly customerId: number;
  readonly reason: RefundReason;
}

export interface RefundContext {
  readonly database: Database;
  readonly network: CardNetwork;
  readonly metrics: Metrics<(typeof payment)["metrics"]>;
}

interface Paid {
  readonly amount_minor: number;
  readonly currency: Currency;
}

/**
 * Gives a payment back, once.
 *
 * @throws HttpProblem 404 `payment_not_found`, 409 `payment_not_refundable`
 */
export async function refund({ paymentId, customerId, reason }: RefundRequest, { database, network, metrics }: RefundContext): Promise<void> {
  const paid = await claim(database, paymentId, customerId);
  try {
    await network.refund();
  } catch (error) {
    await database.query("UPDATE payment.payment SET status = 'succeeded' WHERE id = $1", [paymentId]);
    throw error;
  }
  await database.transaction(async ({ query }) => {
    await query("UPDATE payment.payment SET status = 'refunded' WHERE id = $1", [paymentId]);
    await query("INSERT INTO payment.refund (payment_id, reason) VALUES ($1, $2)", [paymentId, reason]);
  });
  metrics.refunds.inc({ currency: paid.currency, reason });
  metrics.refundedAmount.inc({ currency: paid.currency }, paid.amount_minor / 100);
}

/** Of two requests for the same payment, one finds it succeeded. */
async function claim(database: Database, paymentId: number, customerId: number): Promise<Paid> {
  const [paid] = await database.query<Paid>(
    `UPDATE payment.payment SET status = 'refunding'
    WHERE id = $1 AND customer_id = $2 AND status = 'succeeded' RETURNING amount_minor, currency`,
    [paymentId, customerId],
  );
  if (paid !== undefined) {
    return paid;
  }
  const [other] = await database.query("SELECT 1 FROM payment.payment WHERE id = $1 AND customer_id = $2", [paymentId, customerId]);
  throw other === undefined
    ? new HttpProblem(404, "payment_not_found", "There is no such payment.")
    : new HttpProblem(409, "payment_not_refundable", "Only a payment that succeeded can be given back, and once.");
}

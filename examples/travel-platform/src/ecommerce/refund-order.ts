import type { Database } from "../database/database.ts";
import { HttpProblem } from "../http/http-problem.ts";

export interface RefundOrderContext {
  readonly database: Database;
  /** Gives the money back, or rejects. */
  readonly refund: (paymentId: number) => Promise<void>;
}

/**
 * @throws HttpProblem 404 `order_not_refundable`, and what `refund` throws
 */
export async function refundOrder(
  { orderId, customerId }: { readonly orderId: number; readonly customerId: number },
  { database, refund }: RefundOrderContext,
): Promise<void> {
  const [order] = await database.query<{ payment_id: number }>(
    "SELECT payment_id FROM ecommerce.customer_order WHERE id = $1 AND customer_id = $2 AND status = 'paid'",
    [orderId, customerId],
  );
  if (order === undefined) {
    throw new HttpProblem(404, "order_not_refundable", "There is no such order, or it was not paid.");
  }
  await refund(order.payment_id);
  await database.query("UPDATE ecommerce.customer_order SET status = 'refunded' WHERE id = $1", [orderId]);
}

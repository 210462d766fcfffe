import { randomUUID } from "node:crypto";
import type { Database, Queries } from "../database/database.ts";
import type { Channel, Currency } from "../definition/sales.ts";
import { HttpProblem } from "../http/http-problem.ts";
import type { PaymentClient } from "../http/payment-client.ts";

export interface CheckoutRequest {
  readonly cartId: number;
  readonly customerId: number;
  readonly card: string;
}

export interface Order {
  readonly id: number;
  readonly channel: Channel;
  readonly currency: Currency;
  /** In hundredths of the currency. */
  readonly amountMinor: number;
}

export type Checkout =
  | { readonly outcome: "completed"; readonly order: Order; readonly paymentId: number }
  | { readonly outcome: "out_of_stock"; readonly channel: Channel; readonly problem: HttpProblem }
  | { readonly outcome: "payment_refused" | "failed"; readonly channel: Channel; readonly problem: HttpProblem };

export interface CheckoutContext {
  readonly database: Database;
  readonly payment: PaymentClient;
}

/**
 * Turns a cart into an order: takes the goods off the stock, charges the card, and puts the goods back if that does not succeed.
 *
 * @throws HttpProblem 404 `cart_not_open`, 409 `cart_empty`
 */
export async function checkOut({ cartId, customerId, card }: CheckoutRequest, { database, payment }: CheckoutContext): Promise<Checkout> {
  const reserved = await database.transaction((queries) => reserve(queries, cartId, customerId));
  if ("problem" in reserved) {
    return reserved;
  }
  const { id, channel, currency, amountMinor } = reserved;
  const charged = await payment.charge({ idempotencyKey: randomUUID(), customerId, amountMinor, currency, card });
  if (charged.outcome === "succeeded") {
    await database.transaction(async ({ query }) => {
      await query("UPDATE ecommerce.customer_order SET status = 'paid', payment_id = $2 WHERE id = $1", [id, charged.paymentId]);
      await query("UPDATE ecommerce.cart SET status = 'ordered' WHERE id = $1", [cartId]);
    });
    return { outcome: "completed", order: reserved, paymentId: charged.paymentId };
  }
  await database.transaction((queries) => release(queries, cartId, id));
  return { outcome: charged.outcome === "refused" ? "payment_refused" : "failed", channel, problem: charged.problem };
}

type Reservation = Order | Extract<Checkout, { outcome: "out_of_stock" }>;

async function reserve({ query }: Queries, cartId: number, customerId: number): Promise<Reservation> {
  const [cart] = await query<{ channel: Channel; currency: Currency }>(
    `UPDATE ecommerce.cart SET status = 'checking_out', touched_at = now()
    WHERE id = $1 AND customer_id = $2 AND status = 'open' RETURNING channel, currency`,
    [cartId, customerId],
  );
  if (cart === undefined) {
    throw new HttpProblem(404, "cart_not_open", "There is no such cart, or it is no longer open.");
  }
  const items = await query<{ id: number; name: string; stock: number; quantity: number; price: number }>(
    `SELECT product.id, name, stock, quantity, amount_minor AS price
    FROM ecommerce.cart_item JOIN ecommerce.product ON product.id = product_id JOIN ecommerce.price USING (product_id)
    WHERE cart_id = $1 AND currency = $2 ORDER BY product.id FOR UPDATE OF product`,
    [cartId, cart.currency],
  );
  if (items.length === 0) {
    throw new HttpProblem(409, "cart_empty", "There is nothing in the cart.");
  }
  const missing = items.find(({ stock, quantity }) => stock < quantity);
  if (missing !== undefined) {
    await query("UPDATE ecommerce.cart SET status = 'open' WHERE id = $1", [cartId]);
    const problem = new HttpProblem(409, "out_of_stock", `There are ${missing.stock} of "${missing.name}" left.`);
    return { outcome: "out_of_stock", channel: cart.channel, problem };
  }
  await query("UPDATE ecommerce.product SET stock = stock - quantity FROM ecommerce.cart_item WHERE product_id = id AND cart_id = $1", [cartId]);
  const amountMinor = items.reduce((sum, { quantity, price }) => sum + quantity * price, 0);
  const [order] = await query<{ id: number }>(
    `INSERT INTO ecommerce.customer_order (cart_id, customer_id, amount_minor, currency, status) VALUES ($1, $2, $3, $4, 'pending') RETURNING id`,
    [cartId, customerId, amountMinor, cart.currency],
  );
  return { id: (order as { id: number }).id, amountMinor, ...cart };
}

async function release({ query }: Queries, cartId: number, orderId: number): Promise<void> {
  await query("UPDATE ecommerce.product SET stock = stock + quantity FROM ecommerce.cart_item WHERE product_id = id AND cart_id = $1", [cartId]);
  await query("UPDATE ecommerce.customer_order SET status = 'failed' WHERE id = $1", [orderId]);
  await query("UPDATE ecommerce.cart SET status = 'open', touched_at = now() WHERE id = $1", [cartId]);
}

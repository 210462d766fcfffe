import type { Queries } from "../database/database.ts";
import type { Channel, Currency } from "../definition/sales.ts";
import { HttpProblem } from "../http/http-problem.ts";

export interface NewCart {
  readonly customerId: number;
  readonly channel: Channel;
  readonly currency: Currency;
}

export interface CartItem {
  readonly cartId: number;
  readonly customerId: number;
  readonly productId: number;
  readonly quantity: number;
}

/** @returns id of the cart */
export async function createCart(database: Queries, { customerId, channel, currency }: NewCart): Promise<number> {
  const [cart] = await database.query<{ id: number }>(
    "INSERT INTO ecommerce.cart (customer_id, channel, currency) VALUES ($1, $2, $3) RETURNING id",
    [customerId, channel, currency],
  );
  return (cart as { id: number }).id;
}

/**
 * Sets how many pieces of a product are in a cart.
 *
 * @throws HttpProblem 404 `cart_not_open`, `product_not_found`
 */
export async function putItem(database: Queries, { cartId, customerId, productId, quantity }: CartItem): Promise<void> {
  const [put] = await database.query<{ carts: number; items: number }>(
    `WITH touched AS (
      UPDATE ecommerce.cart SET touched_at = now() WHERE id = $1 AND customer_id = $2 AND status = 'open' RETURNING id
    ), item AS (
      INSERT INTO ecommerce.cart_item (cart_id, product_id, quantity) SELECT touched.id, product.id, $4 FROM touched, ecommerce.product WHERE product.id = $3
      ON CONFLICT (cart_id, product_id) DO UPDATE SET quantity = excluded.quantity RETURNING product_id
    )
    SELECT (SELECT count(*) FROM touched)::integer AS carts, (SELECT count(*) FROM item)::integer AS items`,
    [cartId, customerId, productId, quantity],
  );
  if (put?.carts === 0) {
    throw new HttpProblem(404, "cart_not_open", "There is no such cart, or it is no longer open.");
  }
  if (put?.items === 0) {
    throw new HttpProblem(404, "product_not_found", "There is no such product.");
  }
}

/** @returns channels of the carts that were given up just now, one for each */
export async function abandonCarts(database: Queries, { idleSeconds }: { readonly idleSeconds: number }): Promise<readonly Channel[]> {
  const carts = await database.query<{ channel: Channel }>(
    "UPDATE ecommerce.cart SET status = 'abandoned' WHERE status = 'open' AND touched_at < now() - make_interval(secs => $1) RETURNING channel",
    [idleSeconds],
  );
  return carts.map(({ channel }) => channel);
}

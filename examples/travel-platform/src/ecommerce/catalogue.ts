import type { Queries } from "../database/database.ts";
import type { Currency } from "../definition/sales.ts";
import { HttpProblem } from "../http/http-problem.ts";

export interface Product {
  readonly id: number;
  readonly name: string;
  readonly description: string;
  /** In hundredths of the currency asked for. */
  readonly priceMinor: number;
  readonly inStock: boolean;
}

export interface ProductSearch {
  /** Words that must all occur; all products when empty. */
  readonly query: string;
  readonly currency: Currency;
  readonly limit: number;
}

const COLUMNS = `id, name, description, amount_minor AS "priceMinor", stock > 0 AS "inStock"`;

export function searchProducts(database: Queries, { query, currency, limit }: ProductSearch): Promise<readonly Product[]> {
  return database.query<Product>(
    `SELECT ${COLUMNS} FROM ecommerce.product JOIN ecommerce.price ON product_id = id AND currency = $2
    WHERE $1 = '' OR words @@ websearch_to_tsquery('english', $1)
    ORDER BY ts_rank(words, websearch_to_tsquery('english', $1)) DESC, id LIMIT $3`,
    [query, currency, limit],
  );
}

/** @throws HttpProblem 404 `product_not_found` */
export async function findProduct(database: Queries, id: number, currency: Currency): Promise<Product> {
  const [product] = await database.query<Product>(
    `SELECT ${COLUMNS} FROM ecommerce.product JOIN ecommerce.price ON product_id = id AND currency = $2 WHERE id = $1`,
    [id, currency],
  );
  if (product === undefined) {
    throw new HttpProblem(404, "product_not_found", "There is no such product.");
  }
  return product;
}

/** A delivery for what has nearly run out. */
export async function restock(database: Queries): Promise<void> {
  await database.query("UPDATE ecommerce.product SET stock = stock + 200 WHERE stock < 10");
}

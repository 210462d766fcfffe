import { CURRENCIES } from "../../definition/sales.ts";
import type { Random } from "../../random.ts";
import type { Accounts } from "../accounts.ts";
import { pickCard } from "../cards.ts";
import { expectStatus } from "../step-failed.ts";
import type { Visitor } from "../visitor.ts";

interface ProductList {
  readonly products: readonly { readonly id: number }[];
}

const WORDS = ["suitcase", "backpack", "waterproof", "pillow", "light", "guide", "quick-dry towel", "folding", "first aid", "shoes", "unicorn"];

/** Looks at the first page, searches, looks at products; buys nothing. */
export async function browse(visitor: Visitor): Promise<void> {
  expectStatus("home page", await visitor.get("/home"), 200);
  for (let search = visitor.random.integer(1, 3); search > 0; search -= 1) {
    await visitor.think();
    const { products } = await searchProducts(visitor);
    if (products.length > 0) {
      await visitor.think();
      expectStatus("product page", await visitor.get(`/products/${visitor.random.pick(products).id}`), 200);
    }
  }
}

/** Searches, logs in, fills a cart, pays; a few send everything back. */
export async function buy(visitor: Visitor, accounts: Accounts): Promise<void> {
  const cartId = await fillCart(visitor, accounts);
  await visitor.think();
  const answer = await visitor.post<{ orderId: number }>(`/carts/${cartId}/checkout`, { card: pickCard(visitor.random) });
  if (answer.status === 402) {
    return;
  }
  const { orderId } = expectStatus("checkout", answer, 201);
  if (visitor.random.chance(0.06)) {
    await visitor.think();
    expectStatus("refund", await visitor.post(`/orders/${orderId}/refund`), 201);
  }
}

/** Fills a cart and leaves. */
export async function abandonCart(visitor: Visitor, accounts: Accounts): Promise<void> {
  await fillCart(visitor, accounts);
}

/** Somebody tries stolen cards, one order after the other, until the fraud check sees it. */
export async function tryStolenCards(visitor: Visitor, accounts: Accounts): Promise<void> {
  await accounts.logIn(visitor);
  for (let order = 0; order < 8; order += 1) {
    const cartId = await createCart(visitor);
    await putItem(visitor, cartId, visitor.random.integer(1, 120));
    await visitor.post(`/carts/${cartId}/checkout`, { card: "card_good" });
  }
}

async function fillCart(visitor: Visitor, accounts: Accounts): Promise<number> {
  const { products } = await searchProducts(visitor);
  await visitor.think();
  await accounts.logIn(visitor);
  const cartId = await createCart(visitor);
  for (let item = visitor.random.integer(1, 3); item > 0; item -= 1) {
    await visitor.think();
    await putItem(visitor, cartId, products.length > 0 ? visitor.random.pick(products).id : visitor.random.integer(1, 120));
  }
  return cartId;
}

async function searchProducts(visitor: Visitor): Promise<ProductList> {
  const query = new URLSearchParams({ query: pickWords(visitor.random), limit: "20" });
  return expectStatus("product search", await visitor.get<ProductList>(`/products?${query}`), 200);
}

/** Most look for the same few things, so that a cache is worth its memory. */
function pickWords(random: Random): string {
  return WORDS[Math.min(Math.floor(random.exponential(2.5)), WORDS.length - 1)] as string;
}

async function createCart(visitor: Visitor): Promise<number> {
  const body = { currency: visitor.random.pick(CURRENCIES) };
  return expectStatus("cart", await visitor.post<{ cartId: number }>("/carts", body), 201).cartId;
}

async function putItem(visitor: Visitor, cartId: number, productId: number): Promise<void> {
  expectStatus("cart item", await visitor.post(`/carts/${cartId}/items`, { productId, quantity: visitor.random.integer(1, 3) }), 201);
}

import type { Accounts } from "../accounts.ts";
import { expectStatus } from "../step-failed.ts";
import type { Visitor } from "../visitor.ts";

/** Opens an account, logs in, and out again. */
export async function register(visitor: Visitor, accounts: Accounts): Promise<void> {
  const account = await accounts.register(visitor);
  await visitor.think();
  const { token } = expectStatus("login", await visitor.post<{ token: string }>("/sessions", account), 201);
  visitor.carry(token);
  expectStatus("session", await visitor.get("/sessions/current"), 200);
  await visitor.think();
  expectStatus("logout", await visitor.delete("/sessions/current"), 204);
}

/** Mistypes the password, once. */
export async function mistypePassword(visitor: Visitor, accounts: Accounts): Promise<void> {
  const account = await accounts.register(visitor);
  expectStatus("wrong login", await visitor.post("/sessions", { ...account, password: "something-else" }), 401);
  await visitor.think();
  expectStatus("login", await visitor.post("/sessions", account), 201);
}

/** Asks for pages that are not there, with a token that is none. */
export async function stray(visitor: Visitor): Promise<void> {
  expectStatus("stray page", await visitor.get(`/old-offers/${visitor.random.integer(1, 1_000_000)}`), 404);
  visitor.carry("no-token-of-ours");
  expectStatus("stray cart", await visitor.post("/carts"), 401);
}

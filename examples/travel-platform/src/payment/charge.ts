import type { Metrics } from "@platform/metrics";
import type { Database } from "../database/database.ts";
import type { Currency } from "../definition/sales.ts";
import { HttpProblem } from "../http/http-problem.ts";
import type { Authorisation, Card, CardNetwork } from "./card-network.ts";
import type { payment } from "./definition.ts";
import { isFraud } from "./fraud-check.ts";

export interface Charge {
  /** The same key charges once, however often it is sent. */
  readonly idempotencyKey: string;
  readonly customerId: number;
  /** In hundredths of the currency. */
  readonly amountMinor: number;
  readonly currency: Currency;
  readonly card: Card;
}

export interface ChargeContext {
  readonly database: Database;
  readonly network: CardNetwork;
  readonly metrics: Metrics<(typeof payment)["metrics"]>;
}

/** What became of a charge. */
export type Charged = { readonly paymentId: number } & Authorisation;

/**
 * Takes money from a card, unless the charge looks like fraud.
 *
 * @throws HttpProblem 409 `charge_pending` while the same charge is under way
 */
export async function charge(request: Charge, { database, network, metrics }: ChargeContext): Promise<Charged> {
  const earlier = await findCharge(database, request.idempotencyKey);
  if (earlier !== undefined) {
    return earlier;
  }
  const paymentId = await begin(database, request);
  let result: Authorisation = { outcome: "failed", reason: "internal_error" };
  try {
    const fraud = await isFraud(database, request);
    metrics.fraudChecks.inc({ outcome: fraud ? "detected" : "passed" });
    const authorisation: Authorisation = fraud ? { outcome: "refused", reason: "fraud_suspected" } : await network.authorise(request.card);
    await settle(database, paymentId, authorisation);
    result = authorisation;
    return { paymentId, ...result };
  } finally {
    metrics.paymentAttempts.inc({ outcome: result.outcome });
    if (result.outcome !== "succeeded") {
      metrics.paymentFailures.inc({ reason: result.reason });
    }
  }
}

async function findCharge(database: Database, idempotencyKey: string): Promise<Charged | undefined> {
  const [earlier] = await database.query<{ id: number; status: string; reason: string | null }>(
    "SELECT id, status, reason FROM payment.payment WHERE idempotency_key = $1",
    [idempotencyKey],
  );
  if (earlier?.status === "pending") {
    throw new HttpProblem(409, "charge_pending", "This charge is under way.");
  }
  if (earlier === undefined) {
    return undefined;
  }
  const { id: paymentId, status, reason } = earlier;
  return (status === "refused" || status === "failed" ? { paymentId, outcome: status, reason } : { paymentId, outcome: "succeeded" }) as Charged;
}

async function begin(database: Database, { idempotencyKey, customerId, amountMinor, currency }: Charge): Promise<number> {
  const [row] = await database.query<{ id: number }>(
    `INSERT INTO payment.payment (idempotency_key, customer_id, amount_minor, currency, status) VALUES ($1, $2, $3, $4, 'pending')
    ON CONFLICT (idempotency_key) DO NOTHING RETURNING id`,
    [idempotencyKey, customerId, amountMinor, currency],
  );
  if (row === undefined) {
    throw new HttpProblem(409, "charge_pending", "This charge is under way.");
  }
  return row.id;
}

async function settle(database: Database, paymentId: number, authorisation: Authorisation): Promise<void> {
  const reason = authorisation.outcome === "succeeded" ? null : authorisation.reason;
  await database.query("UPDATE payment.payment SET status = $2, reason = $3 WHERE id = $1", [paymentId, authorisation.outcome, reason]);
}

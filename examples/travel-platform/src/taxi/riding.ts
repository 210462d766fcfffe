import { randomUUID } from "node:crypto";
import type { Channel } from "../definition/sales.ts";
import type { ChargeAnswer, PaymentClient } from "../http/payment-client.ts";
import { driveSeconds } from "./city.ts";
import type { MatchingContext } from "./matching.ts";

interface Matched {
  readonly id: number;
  readonly pickup_x: number;
  readonly pickup_y: number;
  readonly destination_x: number;
  readonly destination_y: number;
  readonly waited: number;
}

/**
 * Customers get in where the driver has arrived.
 *
 * @returns for each, the time since the request, in the drivers' seconds
 */
export async function pickUp({ database, clock }: MatchingContext): Promise<readonly number[]> {
  return database.transaction(async ({ query }) => {
    const rides = await query<Matched>(
      `SELECT id, pickup_x, pickup_y, destination_x, destination_y, extract(epoch FROM now() - requested_at)::float8 AS waited
      FROM taxi.ride WHERE status = 'matched' AND due_at <= now() FOR UPDATE SKIP LOCKED`,
    );
    for (const { id, pickup_x, pickup_y, destination_x, destination_y } of rides) {
      const seconds = driveSeconds({ x: pickup_x, y: pickup_y }, { x: destination_x, y: destination_y });
      await query("UPDATE taxi.ride SET status = 'riding', due_at = now() + make_interval(secs => $2) WHERE id = $1", [id, clock.ours(seconds)]);
    }
    return rides.map(({ waited }) => clock.theirs(waited));
  });
}

/** Customers get out, and their drivers are free again, where they are now. */
export async function arrive({ database }: MatchingContext): Promise<void> {
  await database.query(
    `WITH arrived AS (
      UPDATE taxi.ride SET status = 'arrived' WHERE status = 'riding' AND due_at <= now() RETURNING driver_id, destination_x, destination_y
    )
    UPDATE taxi.driver SET status = 'available', x = destination_x, y = destination_y FROM arrived WHERE id = driver_id`,
  );
}

/** A ride whose charge has been tried. */
export interface Settled {
  readonly channel: Channel;
  readonly amountMinor: number;
  readonly outcome: ChargeAnswer["outcome"];
}

interface Arrived {
  readonly id: number;
  readonly customerId: number;
  readonly card: string;
  readonly channel: Channel;
  readonly amountMinor: number;
}

/** Charges rides that have arrived. Each is taken out of the queue before its card is charged, so that nobody pays twice. */
export async function settleRides({ database }: MatchingContext, payment: PaymentClient): Promise<readonly Settled[]> {
  const rides = await database.query<Arrived>(
    `UPDATE taxi.ride SET status = 'completed' WHERE status = 'arrived'
    RETURNING id, customer_id AS "customerId", card, channel, amount_minor AS "amountMinor"`,
  );
  return Promise.all(
    rides.map(async ({ id, customerId, card, channel, amountMinor }) => {
      const { outcome } = await payment.charge({ idempotencyKey: randomUUID(), customerId, amountMinor, currency: "EUR", card });
      if (outcome !== "succeeded") {
        await database.query("UPDATE taxi.ride SET status = 'payment_failed' WHERE id = $1", [id]);
      }
      return { channel, amountMinor, outcome };
    }),
  );
}

import type { Database, Queries } from "../database/database.ts";
import type { Channel } from "../definition/sales.ts";
import { HttpProblem } from "../http/http-problem.ts";
import { fareMinor, type Place } from "./city.ts";

export interface RideRequest {
  readonly customerId: number;
  readonly channel: Channel;
  readonly card: string;
  readonly pickup: Place;
  readonly destination: Place;
}

export type RideStatus = "requested" | "offered" | "matched" | "riding" | "arrived" | "completed" | "cancelled" | "no_driver" | "payment_failed";

export interface Ride {
  readonly id: number;
  readonly status: RideStatus;
  /** In euro cents. */
  readonly amountMinor: number;
}

export async function requestRide(database: Queries, { customerId, channel, card, pickup, destination }: RideRequest): Promise<Ride> {
  const [ride] = await database.query<Ride>(
    `INSERT INTO taxi.ride (customer_id, channel, card, pickup_x, pickup_y, destination_x, destination_y, amount_minor)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id, status, amount_minor AS "amountMinor"`,
    [customerId, channel, card, pickup.x, pickup.y, destination.x, destination.y, fareMinor(pickup, destination)],
  );
  return ride as Ride;
}

/** @throws HttpProblem 404 `ride_not_found` */
export async function findRide(database: Queries, id: number, customerId: number): Promise<Ride> {
  const [ride] = await database.query<Ride>(`SELECT id, status, amount_minor AS "amountMinor" FROM taxi.ride WHERE id = $1 AND customer_id = $2`, [
    id,
    customerId,
  ]);
  if (ride === undefined) {
    throw new HttpProblem(404, "ride_not_found", "There is no such ride.");
  }
  return ride;
}

/** @throws HttpProblem 409 `ride_not_cancellable` once the customer has been picked up */
export async function cancelRide(database: Database, id: number, customerId: number): Promise<void> {
  await database.transaction(async ({ query }) => {
    const [ride] = await query<{ driver_id: number | null }>(
      `UPDATE taxi.ride SET status = 'cancelled'
      WHERE id = $1 AND customer_id = $2 AND status IN ('requested', 'offered', 'matched') RETURNING driver_id`,
      [id, customerId],
    );
    if (ride === undefined) {
      throw new HttpProblem(409, "ride_not_cancellable", "There is no such ride, or it is too late.");
    }
    await query("UPDATE taxi.driver SET status = 'available' WHERE id = $1", [ride.driver_id]);
  });
}

export type DriverCounts = Readonly<Record<"available" | "busy" | "offline", number>>;

export async function countDrivers(database: Queries): Promise<DriverCounts> {
  const rows = await database.query<{ status: keyof DriverCounts; drivers: number }>(
    "SELECT status, count(*)::integer AS drivers FROM taxi.driver GROUP BY status",
  );
  return { available: 0, busy: 0, offline: 0, ...Object.fromEntries(rows.map(({ status, drivers }) => [status, drivers])) };
}

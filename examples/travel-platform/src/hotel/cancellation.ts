import type { Database } from "../database/database.ts";
import { HttpProblem } from "../http/http-problem.ts";
import { freeRoom } from "./rooms.ts";

export interface CancellationContext {
  readonly database: Database;
  /** Gives the money back, or rejects. */
  readonly refund: (paymentId: number) => Promise<void>;
}

interface Confirmed {
  readonly hotelId: number;
  readonly checkIn: string;
  readonly nights: number;
  readonly paymentId: number;
}

/**
 * Gives the money back, then the room.
 *
 * @throws HttpProblem 404 `booking_not_confirmed`, and what `refund` throws
 */
export async function cancel(
  { bookingId, customerId }: { readonly bookingId: number; readonly customerId: number },
  { database, refund }: CancellationContext,
): Promise<void> {
  const [booking] = await database.query<Confirmed>(
    `SELECT hotel_id AS "hotelId", check_in::text AS "checkIn", nights, payment_id AS "paymentId"
    FROM hotel.booking WHERE id = $1 AND customer_id = $2 AND status = 'confirmed'`,
    [bookingId, customerId],
  );
  if (booking === undefined) {
    throw new HttpProblem(404, "booking_not_confirmed", "There is no such booking, or it is not confirmed.");
  }
  await refund(booking.paymentId);
  await database.transaction(async (queries) => {
    await freeRoom(queries, booking.hotelId, booking);
    await queries.query("UPDATE hotel.booking SET status = 'cancelled' WHERE id = $1", [bookingId]);
  });
}

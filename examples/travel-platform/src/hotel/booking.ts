import { randomUUID } from "node:crypto";
import type { Database, Queries } from "../database/database.ts";
import type { Currency } from "../definition/sales.ts";
import { HttpProblem } from "../http/http-problem.ts";
import type { PaymentClient } from "../http/payment-client.ts";
import { type City, freeRoom, type Stay, takeRoom } from "./rooms.ts";

export interface BookingRequest extends Stay {
  readonly hotelId: number;
  readonly customerId: number;
  readonly card: string;
}

export interface Booking {
  readonly id: number;
  readonly city: City;
  /** In hundredths of the currency. */
  readonly amountMinor: number;
  readonly currency: Currency;
}

export type BookingResult =
  | { readonly outcome: "confirmed"; readonly booking: Booking; readonly paymentId: number }
  | { readonly outcome: "no_room" | "payment_refused" | "failed"; readonly problem: HttpProblem };

export interface BookingContext {
  readonly database: Database;
  readonly payment: PaymentClient;
}

/** Thrown out of the transaction, so that nights already taken are given back. */
class NoRoom extends Error {}

/**
 * Takes a room for every night, charges the card, and gives the room back if that does not succeed.
 *
 * @throws HttpProblem 404 `hotel_not_found`
 */
export async function book(request: BookingRequest, { database, payment }: BookingContext): Promise<BookingResult> {
  const { hotelId, customerId, card } = request;
  let booking: Booking;
  try {
    booking = await database.transaction((queries) => reserve(queries, request));
  } catch (error) {
    if (!(error instanceof NoRoom)) {
      throw error;
    }
    return { outcome: "no_room", problem: new HttpProblem(409, "no_room", "There is no room left for these nights.") };
  }
  const { id, amountMinor, currency } = booking;
  const charged = await payment.charge({ idempotencyKey: randomUUID(), customerId, amountMinor, currency, card });
  if (charged.outcome === "succeeded") {
    await database.query("UPDATE hotel.booking SET status = 'confirmed', payment_id = $2 WHERE id = $1", [id, charged.paymentId]);
    return { outcome: "confirmed", booking, paymentId: charged.paymentId };
  }
  await database.transaction(async (queries) => {
    await freeRoom(queries, hotelId, request);
    await queries.query("UPDATE hotel.booking SET status = 'failed' WHERE id = $1", [id]);
  });
  return { outcome: charged.outcome === "refused" ? "payment_refused" : "failed", problem: charged.problem };
}

async function reserve(queries: Queries, { hotelId, customerId, checkIn, nights }: BookingRequest): Promise<Booking> {
  const [hotel] = await queries.query<{ city: City; price: number; currency: Currency }>(
    "SELECT city, price_minor AS price, currency FROM hotel.hotel WHERE id = $1",
    [hotelId],
  );
  if (hotel === undefined) {
    throw new HttpProblem(404, "hotel_not_found", "There is no such hotel.");
  }
  if (!(await takeRoom(queries, hotelId, { checkIn, nights }))) {
    throw new NoRoom();
  }
  const amountMinor = hotel.price * nights;
  const [booking] = await queries.query<{ id: number }>(
    `INSERT INTO hotel.booking (hotel_id, customer_id, check_in, nights, amount_minor, currency, status)
    VALUES ($1, $2, $3, $4, $5, $6, 'pending') RETURNING id`,
    [hotelId, customerId, checkIn, nights, amountMinor, hotel.currency],
  );
  return { id: (booking as { id: number }).id, city: hotel.city, amountMinor, currency: hotel.currency };
}

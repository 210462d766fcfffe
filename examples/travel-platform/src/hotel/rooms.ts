import type { Queries } from "../database/database.ts";
import type { Currency } from "../definition/sales.ts";
import type { CITIES } from "./definition.ts";

export type City = (typeof CITIES)[number];

/** Nights in a row, from a day like `2026-11-23` on. */
export interface Stay {
  readonly checkIn: string;
  readonly nights: number;
}

export interface Offer {
  readonly hotelId: number;
  readonly name: string;
  /** For the whole stay, in hundredths of the currency. */
  readonly amountMinor: number;
  readonly currency: Currency;
  /** Free in every night of the stay. */
  readonly freeRooms: number;
}

/** Hotels of a city that have a room for the whole stay, the cheapest first. */
export function searchRooms(database: Queries, { city, checkIn, nights }: Stay & { readonly city: City }): Promise<readonly Offer[]> {
  return database.query<Offer>(
    `SELECT id AS "hotelId", name, price_minor * $3::integer AS "amountMinor", currency, hotel.rooms - coalesce(max(taken_night.rooms), 0) AS "freeRooms"
    FROM hotel.hotel LEFT JOIN hotel.taken_night ON hotel_id = id AND night >= $2::date AND night < $2::date + $3::integer
    WHERE city = $1 GROUP BY id HAVING hotel.rooms > coalesce(max(taken_night.rooms), 0) ORDER BY price_minor`,
    [city, checkIn, nights],
  );
}

/** @returns whether there was a room in every night; if not, the transaction must be rolled back */
export async function takeRoom({ query }: Queries, hotelId: number, { checkIn, nights }: Stay): Promise<boolean> {
  const taken = await query(
    `INSERT INTO hotel.taken_night (hotel_id, night, rooms)
    SELECT id, $2::date + ahead, 1 FROM hotel.hotel, generate_series(0, $3::integer - 1) AS ahead WHERE id = $1
    ON CONFLICT (hotel_id, night) DO UPDATE SET rooms = taken_night.rooms + 1
      WHERE taken_night.rooms < (SELECT rooms FROM hotel.hotel WHERE id = $1)
    RETURNING night`,
    [hotelId, checkIn, nights],
  );
  return taken.length === nights;
}

export async function freeRoom({ query }: Queries, hotelId: number, { checkIn, nights }: Stay): Promise<void> {
  await query("UPDATE hotel.taken_night SET rooms = rooms - 1 WHERE hotel_id = $1 AND night >= $2::date AND night < $2::date + $3::integer", [
    hotelId,
    checkIn,
    nights,
  ]);
}

export interface Occupancy {
  readonly city: City;
  readonly occupied: number;
  readonly free: number;
}

/** Rooms of tonight. */
export function countRooms(database: Queries): Promise<readonly Occupancy[]> {
  return database.query<Occupancy>(
    `SELECT city, coalesce(sum(taken_night.rooms), 0)::integer AS occupied, (sum(hotel.rooms) - coalesce(sum(taken_night.rooms), 0))::integer AS free
    FROM hotel.hotel LEFT JOIN hotel.taken_night ON hotel_id = id AND night = current_date GROUP BY city`,
  );
}

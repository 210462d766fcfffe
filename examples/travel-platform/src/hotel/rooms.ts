import type { Queries } from "../database/database.ts";
import type { Currency } from "../definition/sales.ts";
import type { CITIES } from "./definition.ts";

export type City = (typeof CITIES)[number];

/** Nights in a row, from a day like `2026-11-23` on. */
export interface Stay {
  readonly checkIn: string;
  readonly nights: number;
}

/** What does not change from one guest to the next. */
export interface Hotel {
  readonly hotelId: number;
  readonly name: string;
  readonly rooms: number;
  /** For a night, in hundredths of the currency. */
  readonly priceMinor: number;
  readonly currency: Currency;
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

/** Hotels of a city, the cheapest first. */
export function listHotels(database: Queries, city: City): Promise<readonly Hotel[]> {
  return database.query<Hotel>(
    `SELECT id AS "hotelId", name, rooms, price_minor AS "priceMinor", currency FROM hotel.hotel WHERE city = $1 ORDER BY price_minor`,
    [city],
  );
}

/** Those of the hotels that have a room for the whole stay. */
export async function findRooms(database: Queries, hotels: readonly Hotel[], { checkIn, nights }: Stay): Promise<readonly Offer[]> {
  const busiest = await database.query<{ hotelId: number; taken: number }>(
    `SELECT hotel_id AS "hotelId", max(rooms) AS taken FROM hotel.taken_night
    WHERE hotel_id = ANY($1) AND night >= $2::date AND night < $2::date + $3::integer GROUP BY hotel_id`,
    [hotels.map(({ hotelId }) => hotelId), checkIn, nights],
  );
  const taken = new Map(busiest.map((night) => [night.hotelId, night.taken]));
  return hotels
    .map(({ hotelId, name, rooms, priceMinor, currency }) => ({
      hotelId,
      name,
      amountMinor: priceMinor * nights,
      currency,
      freeRooms: rooms - (taken.get(hotelId) ?? 0),
    }))
    .filter(({ freeRooms }) => freeRooms > 0);
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

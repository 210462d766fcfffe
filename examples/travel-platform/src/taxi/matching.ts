import type { Database, Queries } from "../database/database.ts";
import type { Random } from "../random.ts";
import { driveSeconds, type Place } from "./city.ts";
import type { RideClock } from "./ride-clock.ts";

export interface MatchingContext {
  readonly database: Database;
  readonly clock: RideClock;
  readonly random: Random;
}

/** Mean time in which a driver answers an offer. */
const ANSWER_SECONDS = 12;
const ACCEPT_SHARE = 0.88;
/** A customer waits no longer for a driver to accept. */
const PATIENCE_SECONDS = 300;

interface Waiting {
  readonly id: number;
  readonly x: number;
  readonly y: number;
  readonly declinedBy: readonly number[];
}

/** Offers each ride that waits, the oldest first, to the nearest driver who is free and has not declined it. */
export async function offerRides({ database, clock, random }: MatchingContext): Promise<void> {
  await database.transaction(async ({ query }) => {
    const rides = await query<Waiting>(
      `SELECT id, pickup_x AS x, pickup_y AS y, declined_by AS "declinedBy"
      FROM taxi.ride WHERE status = 'requested' ORDER BY requested_at LIMIT 20 FOR UPDATE SKIP LOCKED`,
    );
    for (const { id, x, y, declinedBy } of rides) {
      const [driver] = await query<{ id: number }>(
        `UPDATE taxi.driver SET status = 'busy' WHERE id = (
          SELECT id FROM taxi.driver WHERE status = 'available' AND id <> ALL($3)
          ORDER BY (x - $1) ^ 2 + (y - $2) ^ 2 LIMIT 1 FOR UPDATE SKIP LOCKED
        ) RETURNING id`,
        [x, y, declinedBy],
      );
      if (driver !== undefined) {
        await query("UPDATE taxi.ride SET status = 'offered', driver_id = $2, due_at = now() + make_interval(secs => $3) WHERE id = $1", [
          id,
          driver.id,
          clock.ours(random.exponential(ANSWER_SECONDS)),
        ]);
      }
    }
  });
}

interface Offer {
  readonly id: number;
  readonly driverId: number;
  readonly pickup_x: number;
  readonly pickup_y: number;
  readonly x: number;
  readonly y: number;
  readonly waited: number;
}

/**
 * Drivers accept or decline what they were offered.
 *
 * @returns for each accepted ride, the time since its request, in the drivers' seconds
 */
export async function answerOffers({ database, clock, random }: MatchingContext): Promise<readonly number[]> {
  return database.transaction(async (queries) => {
    const offers = await queries.query<Offer>(
      `SELECT ride.id, driver.id AS "driverId", pickup_x, pickup_y, x, y, extract(epoch FROM now() - requested_at)::float8 AS waited
      FROM taxi.ride JOIN taxi.driver ON driver.id = driver_id
      WHERE ride.status = 'offered' AND due_at <= now() FOR UPDATE OF ride SKIP LOCKED`,
    );
    const accepted = offers.filter(() => random.chance(ACCEPT_SHARE));
    for (const offer of offers) {
      await (accepted.includes(offer) ? accept(queries, offer, clock) : decline(queries, offer));
    }
    return accepted.map(({ waited }) => clock.theirs(waited));
  });
}

async function accept({ query }: Queries, { id, pickup_x, pickup_y, ...driver }: Offer, clock: RideClock): Promise<void> {
  const pickup: Place = { x: pickup_x, y: pickup_y };
  await query("UPDATE taxi.ride SET status = 'matched', due_at = now() + make_interval(secs => $2) WHERE id = $1", [
    id,
    clock.ours(driveSeconds(driver, pickup)),
  ]);
}

async function decline({ query }: Queries, { id, driverId }: Offer): Promise<void> {
  await query("UPDATE taxi.ride SET status = 'requested', driver_id = NULL, declined_by = declined_by || $2::integer WHERE id = $1", [id, driverId]);
  await query("UPDATE taxi.driver SET status = 'available' WHERE id = $1", [driverId]);
}

/**
 * Gives up rides for which no driver was found in time.
 *
 * @returns for each, the time since its request, in the drivers' seconds
 */
export async function giveUpRides({ database, clock }: MatchingContext): Promise<readonly number[]> {
  const rides = await database.query<{ waited: number }>(
    `UPDATE taxi.ride SET status = 'no_driver' WHERE status = 'requested' AND requested_at < now() - make_interval(secs => $1)
    RETURNING extract(epoch FROM now() - requested_at)::float8 AS waited`,
    [clock.ours(PATIENCE_SECONDS)],
  );
  return rides.map(({ waited }) => clock.theirs(waited));
}

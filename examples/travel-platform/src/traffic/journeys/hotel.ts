import { CITIES } from "../../hotel/definition.ts";
import type { Random } from "../../random.ts";
import type { Accounts } from "../accounts.ts";
import { pickCard } from "../cards.ts";
import { expectStatus } from "../step-failed.ts";
import type { Visitor } from "../visitor.ts";

interface Offers {
  readonly offers: readonly { readonly hotelId: number }[];
}

const DAY_MILLISECONDS = 86_400_000;

/** Compares hotels of a city for some nights. */
export async function searchHotels(visitor: Visitor): Promise<void> {
  await findOffers(visitor, pickStay(visitor.random));
  await visitor.think();
  await findOffers(visitor, pickStay(visitor.random));
}

/** Searches, logs in, books; some cancel. */
export async function bookHotel(visitor: Visitor, accounts: Accounts): Promise<void> {
  const stay = pickStay(visitor.random);
  const { offers } = await findOffers(visitor, stay);
  if (offers.length === 0) {
    return;
  }
  await visitor.think();
  await accounts.logIn(visitor);
  const { hotelId } = visitor.random.pick(offers);
  const answer = await visitor.post<{ bookingId: number }>("/bookings", { hotelId, ...stay, card: pickCard(visitor.random) });
  if (answer.status === 402 || answer.status === 409) {
    return;
  }
  const { bookingId } = expectStatus("booking", answer, 201);
  if (visitor.random.chance(0.15)) {
    await visitor.think();
    expectStatus("cancellation", await visitor.post(`/bookings/${bookingId}/cancellation`), 201);
  }
}

interface Stay {
  readonly checkIn: string;
  readonly nights: number;
}

/** Some come tonight, most in the weeks ahead, a few next year. */
function pickStay(random: Random): Stay {
  const ahead = random.chance(0.1) ? 0 : Math.min(Math.ceil(random.exponential(30)), 330);
  return { checkIn: new Date(Date.now() + ahead * DAY_MILLISECONDS).toISOString().slice(0, 10), nights: random.integer(1, 4) };
}

async function findOffers(visitor: Visitor, { checkIn, nights }: Stay): Promise<Offers> {
  const query = new URLSearchParams({ city: visitor.random.pick(CITIES), checkIn, nights: String(nights) });
  return expectStatus("hotel search", await visitor.get<Offers>(`/hotels?${query}`), 200);
}
